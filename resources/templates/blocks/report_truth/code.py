from typing import Any

import pipewright

if 'data_exporter' not in globals():
    from mage_ai.data_preparation.decorators import data_exporter

# The registered model that answered.
MODEL = 'model'


@data_exporter
def {{ block_name }}(rows: Any, *args: Any, **kwargs: Any) -> None:
    """Tell what was true after all, so that the monitor can say how good the model is.

    `rows`: a table with the columns `request_id` (header X-Request-Id of the answer) and `truth`; `row` where a request had several.
    """
    pipewright.log_truth(MODEL, rows)
