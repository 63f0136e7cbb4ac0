"""Global data products by code."""

import os
from typing import Any, Dict, Optional

from mage_ai.settings.repo import get_repo_path
from mage_ai.shared.small_yaml import load_yaml


class GlobalDataProduct:
    """One entry of global_data_products.yaml."""

    def __init__(self, uuid: str, values: Dict[str, Any]) -> None:
        self.uuid = uuid
        self.values = values
        self.object_type = values.get('object_type')
        self.object_uuid = values.get('object_uuid')
        self.settings = values.get('settings') or {}

    @classmethod
    def get(cls, uuid: str, **_: Any) -> Optional['GlobalDataProduct']:
        path = f'{get_repo_path()}/global_data_products.yaml'
        if not os.path.exists(path):
            return None
        with open(path, encoding='utf-8') as file:
            entries = load_yaml(file.read()) or {}
        return cls(uuid, entries[uuid]) if uuid in entries else None

    def get_outputs(self, **_: Any) -> Dict[str, Any]:
        """The newest outputs of the product's blocks."""
        from mage_ai.data_preparation.models.pipeline import Pipeline

        pipeline = Pipeline(str(self.object_uuid))
        wanted = self.settings or pipeline.blocks_by_uuid
        return {uuid: pipeline.blocks_by_uuid[uuid].get_outputs() for uuid in wanted if uuid in pipeline.blocks_by_uuid}
