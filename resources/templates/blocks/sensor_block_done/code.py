from mage_ai.orchestration.run_status_checker import check_status

if 'sensor' not in globals():
    from mage_ai.data_preparation.decorators import sensor

PIPELINE = 'other_pipeline'
BLOCK = 'block_of_it'
WITHIN_HOURS = 24


@sensor
def {{ block_name }}(*args, **kwargs) -> bool:
    """True when that block has completed in the hours before this run."""
    return check_status(PIPELINE, kwargs['execution_date'], block_uuid=BLOCK, hours=WITHIN_HOURS)
