import pandas as pd

if 'transformer' not in globals():
    from mage_ai.data_preparation.decorators import transformer
if 'test' not in globals():
    from mage_ai.data_preparation.decorators import test

GROUP_BY = ['customer']


@transformer
def {{ block_name }}(table: pd.DataFrame, *args, **kwargs) -> pd.DataFrame:
    """Summarise the rows of each group."""
    return table.groupby(GROUP_BY, as_index=False).agg(
        rows=('amount', 'size'),
        total=('amount', 'sum'),
        average=('amount', 'mean'),
    )


@test
def test_a_row_per_group(table, *args):
    assert not table.duplicated(subset=GROUP_BY).any()
