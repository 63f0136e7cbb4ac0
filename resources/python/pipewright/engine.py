"""How the helper reaches Pipewright: by the control channel in a block, by the command line elsewhere."""

from __future__ import annotations

import json
import os
import shlex
import subprocess
import time
import uuid
from typing import Any, Optional

# The engine copies a model while it is asked; a big one takes its time.
ANSWER_SECONDS = 3600.0


class Unreachable(RuntimeError):
    """Nobody is there to register a model or to find one."""


class Place:
    """Where the code runs."""

    def __init__(self) -> None:
        self.block_directory = os.environ.get('PIPEWRIGHT_BLOCK_DIRECTORY') if in_block() else None
        self.models_folder = None if self.block_directory is None else os.path.join(self.block_directory, 'models')


def in_block() -> bool:
    """Whether this is a block's own process: a program it started inherits the environment, but not the control channel."""
    try:
        from pipewright_runner import talk
    except ImportError:
        return False
    return bool(talk.TALKS) and talk.current().control_fd is not None and 'PIPEWRIGHT_BLOCK_DIRECTORY' in os.environ


def place() -> Place:
    return Place()


def ask(event: dict[str, Any], folder: str) -> dict[str, Any]:
    """Sends an event with the name of the file its answer comes in, and waits for that."""
    from pipewright_runner import talk

    request = uuid.uuid4().hex
    answer = os.path.join(folder, 'answers', f'{request}.json')
    os.makedirs(os.path.dirname(answer), exist_ok=True)
    talk.current().event({**event, 'request': request})
    wait, until = 0.001, time.monotonic() + ANSWER_SECONDS
    while time.monotonic() < until:
        found = read_answer(answer)
        if found is not None:
            os.unlink(answer)
            if found.get('error'):
                raise RuntimeError(found['error'])
            return found
        if talk.current().control_fd is None:
            break
        time.sleep(wait)
        wait = min(wait * 1.5, 0.05)
    raise Unreachable('Pipewright did not answer: the app or the command that ran this block is gone.')


def read_answer(path: str) -> Optional[dict[str, Any]]:
    try:
        with open(path, encoding='utf-8') as file:
            return json.load(file)
    except (OSError, ValueError):
        return None


def tell_model(where: Place, files: str, event: dict[str, Any]) -> Optional[int]:
    """Tells of a model that was saved; gives the number of its version where it was to be registered."""
    if where.block_directory is not None and where.models_folder is not None:
        from pipewright_runner import talk

        paths = {'path': relative(where, files), 'profile': None if event['profile'] is None else relative(where, event['profile'])}
        full = {'event': 'model', **event, **paths}
        if event['registeredName'] is None:
            talk.current().event({**full, 'request': None})
            return None
        return int(ask(full, where.models_folder)['version'])
    return None if event['registeredName'] is None else register_by_command(files, event)


def relative(where: Place, path: str) -> str:
    return os.path.relpath(path, where.block_directory).replace(os.sep, '/')


def project_path() -> str:
    project = os.environ.get('PIPEWRIGHT_PROJECT') or os.environ.get('MAGE_RUNTIME__REPO_PATH')
    if not project:
        raise Unreachable(
            'Expected to know the project: outside of a block, set PIPEWRIGHT_PROJECT to its folder. '
            'Without registered_name the model is only saved, which needs no project.'
        )
    return project


def command_line() -> list[str]:
    """The command of Pipewright, as a JSON list or words in PIPEWRIGHT_CLI, else `pipewright` on the PATH."""
    told = os.environ.get('PIPEWRIGHT_CLI', 'pipewright')
    return json.loads(told) if told.startswith('[') else shlex.split(told)


def run_command(*arguments: str) -> dict[str, Any]:
    try:
        done = subprocess.run([*command_line(), *arguments, '--json'], stdin=subprocess.DEVNULL, capture_output=True, check=False)
    except FileNotFoundError:
        raise Unreachable('Expected the command pipewright on the PATH; install it, or say where it is in PIPEWRIGHT_CLI.') from None
    lines = done.stdout.decode().strip().splitlines()
    found = json.loads(lines[-1]) if lines else {}
    if done.returncode != 0:
        raise RuntimeError(found.get('message') or done.stderr.decode().strip() or 'pipewright failed')
    return found


def register_by_command(files: str, event: dict[str, Any]) -> int:
    facts = os.path.join(os.path.dirname(files), 'facts.json')
    with open(facts, 'w', encoding='utf-8') as file:
        json.dump(event, file)
    alias = ['--alias', event['alias']] if event['alias'] else []
    return int(run_command('register', project_path(), event['registeredName'], files, '--facts', facts, *alias)['version'])


def resolve_model(reference: str) -> dict[str, Any]:
    """Where the files of a registered model are, with what its MLmodel says."""
    where = place()
    if where.models_folder is not None:
        return ask({'event': 'resolve-model', 'reference': reference}, where.models_folder)
    return run_command('models', project_path(), reference, '--files')
