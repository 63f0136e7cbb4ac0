"""Outputs of blocks and variables of pipelines, by name."""

import json
import os
from typing import Any, Dict, List, Optional

from mage_ai.data_preparation.shared import pipeline_file, runs
from mage_ai.settings.repo import get_repo_path


def get_variable(pipeline_uuid: str, block_uuid: str, variable_uuid: str, **_: Any) -> Any:
    """An output of a block: of this run, else of the newest run that has it. Without one, an empty dict as in Mage."""
    directory = runs.find_block_run(pipeline_uuid, block_uuid)
    output = runs.find_output(directory, variable_uuid) if directory else None
    if directory is None or output is None:
        return {}
    from pipewright_runner.storage.load import load_value

    return load_value(directory, output)


def get_variables(pipeline_uuid: Optional[str] = None, block_uuid: Optional[str] = None, **_: Any) -> List[str]:
    """Names of a block's outputs."""
    directory = runs.find_block_run(pipeline_uuid or '', block_uuid or '')
    return [output['name'] for output in runs.outputs_of(directory)] if directory else []


def get_global_variables(pipeline_uuid: str, **_: Any) -> Dict[str, Any]:
    """The variables in the pipeline's file."""
    return pipeline_file.read(pipeline_uuid).get('variables') or {}


def get_global_variable(pipeline_uuid: str, key: str, **_: Any) -> Any:
    return get_global_variables(pipeline_uuid).get(key)


def set_global_variable(pipeline_uuid: str, key: str, value: Any, **_: Any) -> None:
    """Sets a variable in the pipeline's file; other lines of it stay as they are."""
    pipeline_file.change_variable(pipeline_uuid, key, json.dumps(value, ensure_ascii=False))
    tell_engine(pipeline_uuid, key, {'value': value})


def tell_engine(pipeline_uuid: str, key: str, change: Dict[str, Any]) -> None:
    """Blocks of this run that start later find the new value, or none, as in Mage, which reads the file for every block."""
    if 'PIPEWRIGHT_BLOCK_DIRECTORY' not in os.environ:
        return
    try:
        from pipewright_runner import talk
    except ImportError:
        return
    if talk.TALKS:
        talk.current().event({'event': 'variable', 'pipelineUuid': pipeline_uuid, 'name': key, **change})


def delete_global_variable(pipeline_uuid: str, key: str, **_: Any) -> None:
    pipeline_file.change_variable(pipeline_uuid, key, None)
    tell_engine(pipeline_uuid, key, {})


class VariableManager:
    """The functions above as an object."""

    def __init__(self, repo_path: Optional[str] = None, variables_dir: Optional[str] = None, **_: Any) -> None:
        self.repo_path = repo_path or get_repo_path()
        self.variables_dir = variables_dir or os.path.join(self.repo_path, '.pipewright')

    def get_variable(self, pipeline_uuid: str, block_uuid: str, variable_uuid: str, **options: Any) -> Any:
        return get_variable(pipeline_uuid, block_uuid, variable_uuid, **options)

    def get_variables_by_block(self, pipeline_uuid: str, block_uuid: str, **_: Any) -> List[str]:
        return get_variables(pipeline_uuid, block_uuid)
