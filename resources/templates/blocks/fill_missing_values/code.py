import pandas as pd

if 'transformer' not in globals():
    from mage_ai.data_preparation.decorators import transformer
if 'test' not in globals():
    from mage_ai.data_preparation.decorators import test


@transformer
def {{ block_name }}(table: pd.DataFrame, *args, **kwargs) -> pd.DataFrame:
    """Fill gaps: numbers with the median of their column, others with its most frequent value."""
    filled = table.copy()
    for name in filled.columns[filled.isna().any()]:
        column = filled[name]
        if column.isna().all():
            raise ValueError(f'column {name} has no values to fill its gaps with')
        is_number = pd.api.types.is_numeric_dtype(column) and not pd.api.types.is_bool_dtype(column)
        value = column.median() if is_number else column.mode().iloc[0]
        if pd.api.types.is_integer_dtype(column):
            value = round(value)
        filled[name] = column.fillna(value)
        print(f'{name}: {column.isna().sum()} gaps filled with {value}')
    return filled


@test
def test_no_gaps_left(table, *args):
    gaps = table.isna().sum().sum()
    assert gaps == 0, f'{gaps} gaps left'
