import pandas as pd

if 'transformer' not in globals():
    from mage_ai.data_preparation.decorators import transformer
if 'test' not in globals():
    from mage_ai.data_preparation.decorators import test

KEY = 'id'


@transformer
def {{ block_name }}(left: pd.DataFrame, right: pd.DataFrame, *args, **kwargs) -> pd.DataFrame:
    """Add the columns of the second upstream block to the rows of the first."""
    # many_to_one: a key that occurs twice on the right is an error, not a doubled row.
    joined = left.merge(right, on=KEY, how='left', validate='many_to_one', indicator=True)
    unmatched = (joined['_merge'] == 'left_only').sum()
    print(f'{len(joined):,} rows, {unmatched:,} without a match')
    return joined.drop(columns='_merge')


@test
def test_has_rows(table, *args):
    assert len(table) > 0, 'the join is empty'
