import pandas as pd

if 'transformer' not in globals():
    from mage_ai.data_preparation.decorators import transformer
if 'test' not in globals():
    from mage_ai.data_preparation.decorators import test

# old name: new name
COLUMNS = {
    'id': 'id',
    'created_at': 'created',
}
TYPES = {'created': 'datetime64[ns]'}


@transformer
def {{ block_name }}(table: pd.DataFrame, *args, **kwargs) -> pd.DataFrame:
    """Keep the named columns in this order, under their new names."""
    missing = COLUMNS.keys() - set(table.columns)
    if missing:
        raise KeyError(f'no column {", ".join(sorted(missing))}; there are {", ".join(map(str, table.columns))}')
    return table[list(COLUMNS)].rename(columns=COLUMNS).astype(TYPES)


@test
def test_columns(table, *args):
    assert list(table.columns) == list(COLUMNS.values())
