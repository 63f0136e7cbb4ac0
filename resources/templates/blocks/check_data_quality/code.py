import pandas as pd

if 'transformer' not in globals():
    from mage_ai.data_preparation.decorators import transformer
if 'test' not in globals():
    from mage_ai.data_preparation.decorators import test

REQUIRED = ['id']
UNIQUE = ['id']
RANGES = {'amount': (0, 1_000_000)}


def find_problems(table: pd.DataFrame) -> list[str]:
    """Say what is wrong with the table, one sentence per finding."""
    missing = [name for name in {*REQUIRED, *UNIQUE, *RANGES} if name not in table.columns]
    if missing:
        return [f'no column {name}' for name in sorted(missing)]

    problems = []
    for name in REQUIRED:
        if gaps := int(table[name].isna().sum()):
            problems.append(f'{name}: {gaps:,} values are missing')
    for name in UNIQUE:
        if repeated := int(table[name].duplicated().sum()):
            problems.append(f'{name}: {repeated:,} values are repeated')
    for name, (low, high) in RANGES.items():
        if outside := int((~table[name].dropna().between(low, high)).sum()):
            problems.append(f'{name}: {outside:,} values are not in {low:,} to {high:,}')
    return problems


@transformer
def {{ block_name }}(table: pd.DataFrame, *args, **kwargs) -> pd.DataFrame:
    """Hand the table on unchanged, or fail with all that is wrong with it."""
    problems = find_problems(table)
    if problems:
        raise ValueError('\n'.join(['the data is not as expected:', *problems]))
    print(f'{len(table):,} rows are as expected')
    return table


@test
def test_has_rows(table, *args):
    assert len(table) > 0, 'the table is empty'
