"""The keyword arguments of a block."""

from __future__ import annotations

import os
import pickle
from typing import Any

from pipewright_runner.logger import DictLogger
from pipewright_runner.request import Request, reserved_variables

CONTEXT_KEY = 'contextPath'


def block_variables(request: Request, logger: DictLogger) -> dict[str, Any]:
    """All a function with `**kwargs` receives: the run's variables and what only the runner knows."""
    variables = {
        **request.variables,
        **reserved_variables(request),
        'configuration': request.configuration,
        'context': read_context(request),
        'pipeline_uuid': request.pipeline_uuid,
        'block_uuid': request.block_uuid,
        'repo_path': request.project_path,
        'logger': logger,
    }
    if 'dynamicIndex' in request.extra:
        variables['dynamic_block_index'] = request.extra['dynamicIndex']
    return variables


def read_context(request: Request) -> dict[str, Any]:
    """`kwargs['context']`: empty, or what the blocks before left, where a pipeline runs as if in one process."""
    path = request.extra.get(CONTEXT_KEY)
    if not path or not os.path.exists(path):
        return {}
    with open(path, 'rb') as file:
        return pickle.load(file)


def write_context(request: Request, context: dict[str, Any]) -> None:
    """Keeps the context for the next block. Called only for pipelines that share it."""
    from pipewright_runner.storage.pickles import write_pickle

    path = request.extra.get(CONTEXT_KEY)
    if not path:
        return
    temporary = f'{path}.{os.getpid()}.tmp'
    write_pickle(context, temporary)
    os.replace(temporary, path)
