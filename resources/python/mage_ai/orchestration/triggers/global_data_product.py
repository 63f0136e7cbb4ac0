"""Running the pipeline of a global data product from code."""

from typing import Any

from mage_ai.orchestration.triggers.api import trigger_pipeline


def trigger_and_check_status(global_data_product: Any, variables: Any = None, **_: Any) -> None:
    trigger_pipeline(str(global_data_product.object_uuid), variables=variables, check_status=True, error_on_failure=True)
