import pandas as pd

if 'transformer' not in globals():
    from mage_ai.data_preparation.decorators import transformer
if 'test' not in globals():
    from mage_ai.data_preparation.decorators import test

# Columns that make a row unique; an empty list compares whole rows.
KEY: list[str] = []


@transformer
def {{ block_name }}(table: pd.DataFrame, *args, **kwargs) -> pd.DataFrame:
    """Keep the last row of each key."""
    unique = table.drop_duplicates(subset=KEY or None, keep='last', ignore_index=True)
    print(f'dropped {len(table) - len(unique):,} of {len(table):,} rows')
    return unique


@test
def test_no_duplicates(table, *args):
    assert not table.duplicated(subset=KEY or None).any()
