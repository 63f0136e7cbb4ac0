"""Whether another pipeline, or a block of it, has run: what the default sensor asks."""

import datetime
import os
from typing import Any, Optional

from mage_ai.data_preparation.models.pipeline import Pipeline
from mage_ai.data_preparation.shared import runs


def check_status(
    pipeline_uuid: str,
    execution_date: Any,
    repo_path: Optional[str] = None,
    block_uuid: Optional[str] = None,
    hours: int = 24,
    **_: Any,
) -> bool:
    """Whether the newest run of the pipeline within `hours` before the date completed (or that block of it).

    Raises where that can come no more: the sensor stops.
    """
    check_that_it_exists(pipeline_uuid, repo_path, block_uuid)
    until = as_utc(execution_date)
    since = until - datetime.timedelta(hours=hours)
    for run_id in runs.run_ids():
        requests = [(directory, runs.read_json(os.path.join(directory, 'request.json'))) for directory in runs.attempts(run_id)]
        own = [(d, r) for d, r in requests if r and r['pipeline']['uuid'] == pipeline_uuid]
        if not own:
            continue
        moment = as_utc((own[0][1]['reserved'] or {}).get('execution_date'))
        if since <= moment <= until:
            return completed(own, block_uuid)
    return False


def check_that_it_exists(pipeline_uuid: str, repo_path: Optional[str], block_uuid: Optional[str]) -> None:
    if pipeline_uuid not in Pipeline.get_all_pipelines(repo_path):
        raise RuntimeError(f'Pipeline {pipeline_uuid} not found, stopping sensor...')
    if block_uuid is not None and Pipeline(pipeline_uuid, repo_path).get_block(block_uuid) is None:
        raise RuntimeError(f'Block {block_uuid} not found in pipeline {pipeline_uuid}, stopping sensor...')


def completed(own: Any, block_uuid: Optional[str]) -> bool:
    newest: dict = {}
    for directory, request in own:
        newest.setdefault(request['block']['uuid'], (directory, request))
    if block_uuid is not None:
        newest = {uuid: entry for uuid, entry in newest.items() if uuid == block_uuid}
    ended = [(runs.read_json(os.path.join(directory, 'result.json')), request) for directory, request in newest.values()]
    if any(result and result['state'] == 'failed' and request['extra'].get('lastAttempt', True) for result, request in ended):
        raise RuntimeError(f'Upstream {"pipeline" if block_uuid is None else "block"} run failed, stopping sensor...')
    return bool(ended) and all(result and result['state'] in ('completed', 'condition-failed') for result, _ in ended)


def as_utc(value: Any) -> datetime.datetime:
    if isinstance(value, str):
        value = datetime.datetime.fromisoformat(value.replace('Z', '+00:00'))
    if not isinstance(value, datetime.datetime):
        value = datetime.datetime.now(datetime.timezone.utc)
    return value if value.tzinfo else value.replace(tzinfo=datetime.timezone.utc)
