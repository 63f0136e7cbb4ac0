if 'condition' not in globals():
    from mage_ai.data_preparation.decorators import condition


@condition
def {{ block_name }}(*args, **kwargs) -> bool:
    """True from Monday to Friday, by the date of the run (UTC)."""
    return kwargs['execution_date'].weekday() < 5
