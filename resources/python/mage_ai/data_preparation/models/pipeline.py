"""A pipeline's file as an object."""

import os
from typing import Any, Dict, List, Optional

from mage_ai.data_preparation.shared import pipeline_file
from mage_ai.settings.repo import get_repo_path


class Block:
    """One entry of a pipeline's file; its keys are attributes."""

    def __init__(self, values: Dict[str, Any], pipeline: 'Pipeline') -> None:
        self.values = values
        self.pipeline = pipeline
        self.uuid: str = values['uuid']
        self.name: str = values.get('name') or self.uuid
        self.type: Optional[str] = values.get('type')
        self.upstream_block_uuids: List[str] = values.get('upstream_blocks') or []
        self.downstream_block_uuids: List[str] = values.get('downstream_blocks') or []
        self.configuration: Dict[str, Any] = values.get('configuration') or {}

    def __getattr__(self, name: str) -> Any:
        if name.startswith('__') or name == 'values':
            raise AttributeError(name)
        return self.values.get(name)

    def get_outputs(self, **_: Any) -> List[Any]:
        from mage_ai.data_preparation.variable_manager import get_variable, get_variables

        return [get_variable(self.pipeline.uuid, self.uuid, name) for name in get_variables(self.pipeline.uuid, self.uuid)]


class Pipeline:
    """pipelines/<uuid>/metadata.yaml, to read; its keys are attributes."""

    def __init__(self, uuid: str, repo_path: Optional[str] = None, **_: Any) -> None:
        self.uuid = uuid
        self.repo_path = repo_path or get_repo_path()
        self.values = pipeline_file.read(uuid, self.repo_path)
        self.name: str = self.values.get('name') or uuid
        self.type: str = self.values.get('type') or 'python'
        self.variables: Dict[str, Any] = self.values.get('variables') or {}
        self.blocks_by_uuid = {entry['uuid']: Block(entry, self) for entry in self.values.get('blocks') or []}

    @classmethod
    def get(cls, uuid: str, repo_path: Optional[str] = None, **_: Any) -> 'Pipeline':
        return cls(uuid, repo_path)

    @classmethod
    def get_all_pipelines(cls, repo_path: Optional[str] = None, **_: Any) -> List[str]:
        base = os.path.join(repo_path or get_repo_path(), 'pipelines')
        names = sorted(os.listdir(base)) if os.path.isdir(base) else []
        return [name for name in names if os.path.exists(os.path.join(base, name, 'metadata.yaml'))]

    def __getattr__(self, name: str) -> Any:
        if name.startswith('__') or name == 'values':
            raise AttributeError(name)
        return self.values.get(name)

    def get_block(self, block_uuid: str, **_: Any) -> Optional[Block]:
        return self.blocks_by_uuid.get(block_uuid)
