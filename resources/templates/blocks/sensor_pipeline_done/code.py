from mage_ai.orchestration.run_status_checker import check_status

if 'sensor' not in globals():
    from mage_ai.data_preparation.decorators import sensor

PIPELINE = 'other_pipeline'
WITHIN_HOURS = 24


@sensor
def {{ block_name }}(*args, **kwargs) -> bool:
    """True when the other pipeline has completed in the hours before this run."""
    return check_status(PIPELINE, kwargs['execution_date'], hours=WITHIN_HOURS)
