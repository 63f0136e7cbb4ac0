import pandas as pd

if 'transformer' not in globals():
    from mage_ai.data_preparation.decorators import transformer
if 'test' not in globals():
    from mage_ai.data_preparation.decorators import test

CONDITION = 'amount > 0'


@transformer
def {{ block_name }}(table: pd.DataFrame, *args, **kwargs) -> pd.DataFrame:
    """Keep the rows that meet the condition, written as in `DataFrame.query`."""
    kept = table.query(CONDITION).reset_index(drop=True)
    print(f'kept {len(kept):,} of {len(table):,} rows')
    return kept


@test
def test_has_rows(table, *args):
    assert len(table) > 0, f'no row meets {CONDITION!r}'
