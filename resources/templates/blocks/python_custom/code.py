if 'custom' not in globals():
    from mage_ai.data_preparation.decorators import custom
if 'test' not in globals():
    from mage_ai.data_preparation.decorators import test


@custom
def {{ block_name }}(*args, **kwargs):
    """Do anything; args are the outputs of the upstream blocks, in order."""
    return {}


@test
def test_output(output, *args):
    assert output is not None, 'the output is empty'
