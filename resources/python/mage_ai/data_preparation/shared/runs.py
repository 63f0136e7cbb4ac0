"""Block runs that Pipewright keeps in the project: `.pipewright/runs/<run>/<block>/<attempt>/`."""

import json
import os
from typing import Any, Dict, Iterator, List, Optional

from mage_ai.settings.repo import get_repo_path

LOOKED_AT = 200


def folder() -> str:
    return os.path.join(get_repo_path(), '.pipewright', 'runs')


def run_ids() -> List[str]:
    """The newest runs first."""
    if not os.path.isdir(folder()):
        return []
    return sorted((name for name in os.listdir(folder()) if name.isdigit()), key=int, reverse=True)[:LOOKED_AT]


def attempts(run_id: str) -> Iterator[str]:
    """Block run directories of a run, of each block the newest attempt first."""
    base = os.path.join(folder(), run_id)
    for block in sorted(os.listdir(base)):
        path = os.path.join(base, block)
        if os.path.isdir(path):
            for attempt in sorted(filter(str.isdigit, os.listdir(path)), key=int, reverse=True):
                yield os.path.join(path, attempt)


def read_json(path: str) -> Optional[Dict[str, Any]]:
    try:
        with open(path, encoding='utf-8') as file:
            return json.load(file)
    except (OSError, ValueError):
        return None


def find_block_run(pipeline_uuid: str, block_uuid: str, state: str = 'completed') -> Optional[str]:
    """The directory of the newest block run of this state, or None."""
    for run_id in run_ids():
        for directory in attempts(run_id):
            request = read_json(os.path.join(directory, 'request.json'))
            if not request or request['pipeline']['uuid'] != pipeline_uuid or request['block']['uuid'] != block_uuid:
                continue
            result = read_json(os.path.join(directory, 'result.json'))
            if result and result.get('state') == state:
                return directory
    return None


def outputs_of(directory: Optional[str]) -> List[Dict[str, Any]]:
    result = read_json(os.path.join(directory, 'result.json')) if directory else None
    return result['outputs'] if result else []


def find_output(directory: Optional[str], name: str) -> Optional[Dict[str, Any]]:
    return next((output for output in outputs_of(directory) if output['name'] == name), None)
