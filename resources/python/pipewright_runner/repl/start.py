"""Sets a prompt up for a block run directory."""

from __future__ import annotations

import atexit
import json
import os
import shutil
import sys
import tempfile
from typing import Any, Optional

from pipewright_runner.failure.kept import StoredInputs, read_failure
from pipewright_runner.process import own_process, set_environment, set_import_path
from pipewright_runner.repl.definitions import define
from pipewright_runner.repl.places import kept_places
from pipewright_runner.repl.prompt import Prompt
from pipewright_runner.request import Request, read_request
from pipewright_runner.result import Result
from pipewright_runner.run_block import Session
from pipewright_runner.talk import open_talk
from pipewright_runner.variables import block_variables

MOST_NAMED = 12


def stored_error(directory: str) -> Optional[dict[str, Any]]:
    """The error of the block run; None where it did not fail or died without a word."""
    try:
        with open(os.path.join(directory, 'result.json'), encoding='utf-8') as file:
            return json.load(file).get('error')
    except (OSError, ValueError):
        return None


def settle(request: Request) -> None:
    """As for a block, but what is made here is thrown away: the block run keeps its own artifacts."""
    own_process(request.directory)
    scratch = tempfile.mkdtemp(prefix='pipewright-repl-')
    atexit.register(shutil.rmtree, scratch, True)
    artifacts = os.path.join(scratch, 'artifacts')
    os.makedirs(artifacts)
    set_import_path(request.project_path)
    set_environment(request.project_path, artifacts)


def make_prompt(directory: str) -> Prompt:
    """A prompt in the frame where the block failed, or with the block's definitions and inputs alone."""
    talk = open_talk()
    request = read_request(directory)
    settle(request)
    session = Session(request, talk, Result())
    session.variables = block_variables(request, session.logger)
    inputs = StoredInputs(request)
    namespace, problems = define(request)
    session.collected.namespace = namespace
    kept = read_failure(directory, inputs)
    prompt = Prompt(session, inputs, kept)
    if kept is None:
        prompt.go(0)
    else:
        prompt.stand(*kept_places(kept, namespace))
    greet(prompt, problems)
    return prompt


def greet(prompt: Prompt, problems: list[str]) -> None:
    request = prompt.session.request
    where = f'{request.block_uuid}, run {request.raw.get("runId")}, attempt {request.raw.get("attempt")}'
    error = stored_error(request.directory)
    if error:
        prompt.say(f'{error["type"]}: {error["message"].splitlines()[0][:300] if error["message"] else ""}')
    if prompt.places:
        place = prompt.here()
        prompt.say(f'{where}, in {prompt.title(prompt.number)}\n{place.source(1)}')
        say_names(prompt)
        prompt.say('Nothing was run again: these are the values of that moment. :help says what else there is.')
    else:
        prompt.say(f'{where}. No frame was kept; inputs and variables are here.')
        prompt.say(':run runs the code of the block and stands where it fails. :help says what else there is.')
    for problem in problems:
        prompt.say(f'Not defined: {problem}')
    version = (prompt.kept.content['python'] if prompt.kept else '') or ''
    here = '.'.join(map(str, sys.version_info[:3]))
    if version and version.split('.')[:2] != here.split('.')[:2]:
        prompt.say(f'The block ran in Python {version}, this is {here}: some values may not be read back.')


def say_names(prompt: Prompt) -> None:
    place = prompt.here()
    lost = set(place.lost())
    kept = [name for name in place.names if name not in lost]
    more = f' and {len(kept) - MOST_NAMED} more' if len(kept) > MOST_NAMED else ''
    prompt.say(f'Variables: {", ".join(kept[:MOST_NAMED]) or "none"}{more}')
    if lost:
        prompt.say(f'Only as text: {", ".join(sorted(lost)[:MOST_NAMED])}')


def complete_with_tab(prompt: Prompt) -> None:
    """Completion and history where the interpreter has a line editor."""
    try:
        import readline
        import rlcompleter
    except ImportError:
        return
    readline.set_completer(rlcompleter.Completer(prompt.locals).complete)
    libedit = 'libedit' in (readline.__doc__ or '')
    readline.parse_and_bind('bind ^I rl_complete' if libedit else 'tab: complete')


def main(arguments: list[str]) -> int:
    if len(arguments) != 1:
        sys.stderr.write('usage: python -m pipewright_runner.repl <block run directory>\n')
        return 2
    prompt = make_prompt(os.path.abspath(arguments[0]))
    complete_with_tab(prompt)
    try:
        prompt.interact(banner='', exitmsg='')
    except SystemExit as end:
        return end.code if isinstance(end.code, int) else 0
    return 0
