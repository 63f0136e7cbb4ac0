"""The keyword arguments of a block."""

from __future__ import annotations

import datetime
import os
import pickle
import re
from typing import Any, Optional

from pipewright_runner.logger import DictLogger
from pipewright_runner.request import Request, reserved_variables

CONTEXT_KEY = 'contextPath'
# `kwargs['context']` of all blocks that share this process; None where each block has one of its own.
SHARED: Optional[dict[str, Any]] = None
YAML_DATE = re.compile(r'^(\d{4})-(\d\d?)-(\d\d?)(?:(?:[Tt]|[ \t]+)(\d\d?):(\d\d):(\d\d)(?:\.(\d*))?[ \t]*(Z|[-+]\d\d?(?::\d\d)?)?)?$')


def block_variables(request: Request, logger: DictLogger) -> dict[str, Any]:
    """All a function with `**kwargs` receives: the run's variables and what only the runner knows."""
    variables = {
        **request.variables,
        **dates_of(request),
        **reserved_variables(request),
        'event': event_of(request),
        'configuration': request.configuration,
        # A variable of this name is left alone, as in Mage.
        'context': request.variables['context'] if 'context' in request.variables else read_context(request),
        'pipeline_uuid': request.pipeline_uuid,
        'block_uuid': request.block_uuid,
        'repo_path': request.project_path,
        'logger': logger,
    }
    if 'dynamicIndex' in request.extra:
        variables['dynamic_block_index'] = request.extra['dynamicIndex']
    return variables


def event_of(request: Request) -> Any:
    """What the trigger was told, over a variable named `event`."""
    given, told = request.variables.get('event'), request.reserved.get('event') or {}
    return {**given, **told} if isinstance(given, dict) else told


def dates_of(request: Request) -> dict[str, Any]:
    """The variables that are dates in the pipeline file, unless this run was given something else."""
    named = {name: request.variables.get(name) for name in request.extra.get('dates') or []}
    return {name: parse_yaml_date(text) for name, text in named.items() if isinstance(text, str)}


def parse_yaml_date(text: str) -> Any:
    """A date or date-time as YAML reads it; anything else unchanged."""
    found = YAML_DATE.match(text)
    if found is None:
        return text
    year, month, day = (int(part) for part in found.group(1, 2, 3))
    if found[4] is None:
        return datetime.date(year, month, day)
    fraction = int((found[7] or '').ljust(6, '0')[:6] or 0)
    moment = datetime.datetime(year, month, day, int(found[4]), int(found[5]), int(found[6]), fraction)
    if not found[8]:
        return moment
    if found[8] == 'Z':
        return moment.replace(tzinfo=datetime.timezone.utc)
    hours, _, minutes = found[8][1:].partition(':')
    offset = datetime.timedelta(hours=int(hours), minutes=int(minutes or 0))
    return moment.replace(tzinfo=datetime.timezone(-offset if found[8][0] == '-' else offset))


def read_context(request: Request) -> dict[str, Any]:
    """`kwargs['context']`: empty, or what the blocks before left, where a pipeline runs as if in one process."""
    if SHARED is not None:
        return SHARED
    path = request.extra.get(CONTEXT_KEY)
    if not path or not os.path.exists(path):
        return {}
    with open(path, 'rb') as file:
        return pickle.load(file)


def write_context(request: Request, context: dict[str, Any]) -> None:
    """Keeps the context for the next block. Called only for pipelines that share it."""
    from pipewright_runner.storage.pickles import write_pickle

    path = request.extra.get(CONTEXT_KEY)
    if not path or SHARED is not None:
        return
    temporary = f'{path}.{os.getpid()}.tmp'
    write_pickle(context, temporary)
    os.replace(temporary, path)
