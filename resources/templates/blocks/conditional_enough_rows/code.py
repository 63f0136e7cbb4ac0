if 'condition' not in globals():
    from mage_ai.data_preparation.decorators import condition


@condition
def {{ block_name }}(table, *args, **kwargs) -> bool:
    """True when the guarded block would receive enough rows."""
    wanted = int(kwargs.get('min_rows', 1000))
    print(f'{len(table):,} rows, wanted at least {wanted:,}')
    return len(table) >= wanted
