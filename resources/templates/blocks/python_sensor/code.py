if 'sensor' not in globals():
    from mage_ai.data_preparation.decorators import sensor


@sensor
def {{ block_name }}(*args, **kwargs) -> bool:
    """Return True to go on; False is asked again after a while."""
    return True
