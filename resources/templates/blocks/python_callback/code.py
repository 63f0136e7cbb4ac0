if 'callback' not in globals():
    from mage_ai.data_preparation.decorators import callback


@callback('success')
def {{ block_name }}(output, **kwargs):
    """Runs once after the block has completed; `output` is what it returned."""
    print(f'{kwargs["parent_block_uuid"]} completed')


@callback('failure')
def {{ block_name }}_failed(output, **kwargs):
    """Runs once after the last attempt has failed; the exception is in `__error`."""
    print(f'{kwargs["parent_block_uuid"]} failed: {kwargs.get("__error")}')
