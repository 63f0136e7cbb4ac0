if 'transformer' not in globals():
    from mage_ai.data_preparation.decorators import transformer
if 'test' not in globals():
    from mage_ai.data_preparation.decorators import test


@transformer
def {{ block_name }}(data, *args, **kwargs):
    """Change the data and return it.

    data: output of the first upstream block
    args: outputs of the other upstream blocks, in order
    """
    return data


@test
def test_output(output, *args):
    assert output is not None, 'the output is empty'
