from mage_ai.orchestration.triggers import api

if 'custom' not in globals():
    from mage_ai.data_preparation.decorators import custom


@custom
def {{ block_name }}(*args, **kwargs) -> None:
    """Start the other pipeline and wait; fail if it fails."""
    api.trigger_pipeline(
        'other_pipeline',
        variables={},
        check_status=True,
        error_on_failure=True,
        poll_interval=10,
    )
