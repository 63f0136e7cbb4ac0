if 'data_loader' not in globals():
    from mage_ai.data_preparation.decorators import data_loader
if 'test' not in globals():
    from mage_ai.data_preparation.decorators import test


@data_loader
def {{ block_name }}(*args, **kwargs):
    """Return the data; it becomes the output of this block."""
    # Variables of the pipeline and the run are in kwargs: kwargs['my_variable'].
    return {}


@test
def test_output(output, *args):
    assert output is not None, 'the output is empty'
