"""Running another pipeline from a block.

Where the engine offers it (`PIPEWRIGHT_TRIGGER=control`) by an event on the control channel. Else by the command line of
Pipewright, and then always to the end of the run: `PIPEWRIGHT_CLI` holds the command as a JSON list of arguments
(`["node", "/…/cli.js"]`); without it `pipewright` is looked for on the PATH.
"""

import datetime
import json
import os
import shutil
import subprocess
import time
import uuid
from typing import Any, Dict, List, Optional

from mage_ai.orchestration.db.models.schedules import PipelineRun, PipelineRunStatus
from mage_ai.settings.repo import get_repo_path

CLI_ENV_VAR = 'PIPEWRIGHT_CLI'
HOOK_ENV_VAR = 'PIPEWRIGHT_TRIGGER'
API_TRIGGER_NAME = 'API_TRIGGER_CREATED_FROM_CODE'


def command_line() -> List[str]:
    given = os.environ.get(CLI_ENV_VAR)
    if given:
        return list(json.loads(given))
    found = shutil.which('pipewright')
    if found is None:
        raise RuntimeError(
            'trigger_pipeline runs the command `pipewright`, which is not on the PATH. '
            f'Install it from the application, or name it in {CLI_ENV_VAR} as a JSON list.'
        )
    return [found]


def trigger_pipeline(
    pipeline_uuid: str,
    repo_path: Optional[str] = None,
    variables: Optional[Dict[str, Any]] = None,
    check_status: bool = False,
    error_on_failure: bool = False,
    poll_interval: float = 60,
    poll_timeout: Optional[float] = None,
    schedule_name: Optional[str] = None,
    verbose: bool = True,
    **_: Any,
) -> PipelineRun:
    """Starts a run of a pipeline; with check_status or error_on_failure waits for its end. Raises only with the latter."""
    folder = repo_path or get_repo_path()
    run = PipelineRun(pipeline_uuid=pipeline_uuid, variables=variables or {}, status=PipelineRunStatus.RUNNING, started_at=now())
    if folder == get_repo_path() and can_ask_engine():
        ask_engine(run, check_status or error_on_failure, poll_interval, poll_timeout)
    else:
        run_command(run, folder, poll_timeout)
    if run.status is not PipelineRunStatus.RUNNING:
        run.completed_at = now()
    if verbose:
        print(f'Pipeline {pipeline_uuid}: {run.status.value}')
    if error_on_failure and run.status is not PipelineRunStatus.COMPLETED:
        raise RuntimeError(f'Pipeline run {run.id} for pipeline {pipeline_uuid}: {run.status.value}')
    return run


def now() -> datetime.datetime:
    return datetime.datetime.now(datetime.timezone.utc)


def can_ask_engine() -> bool:
    """Whether this is a block's own process: a program it started inherits the environment, but not the control channel."""
    if os.environ.get(HOOK_ENV_VAR) != 'control':
        return False
    try:
        from pipewright_runner import talk
    except ImportError:
        return False
    return bool(talk.TALKS) and talk.current().control_fd is not None


def ask_engine(run: PipelineRun, waits: bool, interval: float, timeout: Optional[float]) -> None:
    """Asks the engine this block belongs to, by an event; its answer is a file in the block run directory."""
    from pipewright_runner import talk

    directory = os.environ['PIPEWRIGHT_BLOCK_DIRECTORY']
    request = uuid.uuid4().hex
    answer = os.path.join(directory, 'triggers', f'{request}.json')
    os.makedirs(os.path.dirname(answer), exist_ok=True)
    talk.current().event({'event': 'trigger', 'request': request, 'pipelineUuid': run.pipeline_uuid, 'variables': run.variables})
    end = None if timeout is None else time.monotonic() + timeout
    while True:
        told = read_answer(answer)
        if told is not None:
            if told.get('error'):
                raise RuntimeError(f'Pipeline {run.pipeline_uuid} could not be started: {told["error"]}')
            run.id = told.get('runId')
            run.status = PipelineRunStatus(told.get('state', 'running'))
            if not waits or run.status not in (PipelineRunStatus.RUNNING, PipelineRunStatus.INITIAL):
                return
        if end is not None and time.monotonic() > end:
            raise TimeoutError(f'Pipeline {run.pipeline_uuid} did not end within {timeout} seconds.')
        # The first answer, the number of the run, comes at once; its end is looked for as often as the caller wants.
        time.sleep(min(interval, 1.0) if told is not None else 0.05)


def read_answer(path: str) -> Optional[Dict[str, Any]]:
    try:
        with open(path, encoding='utf-8') as file:
            return json.load(file)
    except (OSError, ValueError):
        return None


def run_command(run: PipelineRun, folder: str, timeout: Optional[float]) -> None:
    """Runs the pipeline by the command line, to its end: nothing a block starts outlives it."""
    arguments = [*command_line(), 'run', folder, run.pipeline_uuid, '--json']
    for name, value in run.variables.items():
        arguments += ['--var', f'{name}={json.dumps(value)}']
    try:
        done = subprocess.run(arguments, cwd=folder, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, timeout=timeout, check=False)
    except subprocess.TimeoutExpired:
        raise TimeoutError(f'Pipeline {run.pipeline_uuid} did not end within {timeout} seconds.') from None
    run.take(done.stdout.split(b'\n', 1)[0])
    run.status = PipelineRunStatus.COMPLETED if done.returncode == 0 else PipelineRunStatus.FAILED
