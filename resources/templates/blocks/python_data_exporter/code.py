if 'data_exporter' not in globals():
    from mage_ai.data_preparation.decorators import data_exporter


@data_exporter
def {{ block_name }}(data, *args, **kwargs):
    """Write the data where others need it.

    data: output of the first upstream block
    args: outputs of the other upstream blocks, in order
    """
