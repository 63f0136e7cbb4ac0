if 'condition' not in globals():
    from mage_ai.data_preparation.decorators import condition


@condition
def {{ block_name }}(*args, **kwargs) -> bool:
    """Return False to leave out the block this guards, and all that is downstream of it.

    args: what the guarded block itself would receive
    """
    return True
