"""Whether another pipeline, or a block of it, has run: what the default sensor asks."""

import datetime
import os
from typing import Any, Optional

from mage_ai.data_preparation.shared import runs


def check_status(
    pipeline_uuid: str,
    execution_date: Any,
    repo_path: Optional[str] = None,
    block_uuid: Optional[str] = None,
    hours: int = 24,
    **_: Any,
) -> bool:
    """Whether the newest run of the pipeline within `hours` before the date completed (or that block of it)."""
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


def completed(own: Any, block_uuid: Optional[str]) -> bool:
    newest: dict = {}
    for directory, request in own:
        newest.setdefault(request['block']['uuid'], directory)
    if block_uuid is not None:
        newest = {uuid: directory for uuid, directory in newest.items() if uuid == block_uuid}
    results = [runs.read_json(os.path.join(directory, 'result.json')) for directory in newest.values()]
    return bool(results) and all(result and result['state'] in ('completed', 'condition-failed') for result in results)


def as_utc(value: Any) -> datetime.datetime:
    if isinstance(value, str):
        value = datetime.datetime.fromisoformat(value.replace('Z', '+00:00'))
    if not isinstance(value, datetime.datetime):
        value = datetime.datetime.now(datetime.timezone.utc)
    return value if value.tzinfo else value.replace(tzinfo=datetime.timezone.utc)
