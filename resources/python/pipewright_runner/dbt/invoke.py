"""Calling dbt in this process, its events in the log of the block."""

from __future__ import annotations

import datetime
import json
import os
import re
import sys
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any, Iterator

from pipewright_runner.block_code import BlockCodeError
from pipewright_runner.dbt.profiles import guess_adapter, how_to_install

if TYPE_CHECKING:
    from pipewright_runner.run_block import Session

COLOURS = re.compile(r'\x1b\[[0-9;]*m')
LEVELS = {'info': 'info', 'warn': 'warning', 'error': 'error'}
# Counts of a run's models and tests, in the events dbt sends at the end of each.
PROGRESS = re.compile(r'^Log(Model|Test|Seed|Snapshot|NodeNoOp|Unit)\w*Result$')
TYPES_OF_VARS = (str, int, bool, float, dict, list, datetime.datetime)
# A run's own: Mage's settings for single blocks, which dbt has no use for.
MAGE_VARIABLES = '__mage_variables'


class Dbt:
    """dbt as a block uses it: each command with the same project, profile and variables."""

    def __init__(self, session: Session, arguments: list[str]) -> None:
        self.session = session
        self.arguments = arguments
        self.runner = load_runner(session)

    def run(self, command: list[str], more: list[str], quiet: bool = False) -> Any:
        """Runs a command; what dbt says goes to the log, with `quiet` only warnings and errors. Returns dbt's own result."""
        talk = self.session.talk
        talk.frame('log', 'debug' if quiet else 'info', ' '.join(['dbt', *command, *without_vars(more)]))
        runner = self.runner(callbacks=[self.listener(quiet)])
        # Its own lines on stdout would say everything twice.
        return runner.invoke(['--log-level', 'none', '--no-use-colors', *command, *more, *self.arguments])

    def listener(self, quiet: bool) -> Any:
        talk = self.session.talk

        def heard(event: Any) -> None:
            level = LEVELS.get(event.info.level)
            text = COLOURS.sub('', getattr(event.info, 'msg', '') or '').strip('\n')
            if level is None or not text.strip() or (quiet and level == 'info'):
                return
            talk.frame('log', level, text)
            if PROGRESS.match(event.info.name):
                done, total = getattr(event.data, 'index', None), getattr(event.data, 'total', None)
                talk.event({'event': 'progress', 'done': done or 0, 'total': total, 'text': None})

        return heard


def load_runner(session: Session) -> Any:
    """dbt's own entry for programs, or words about what to install."""
    with without_project_on_path(session.request.project_path):
        try:
            from dbt.cli.main import dbtRunner
        except ImportError as error:
            if error.name not in ('dbt', 'dbt.cli', 'dbt.cli.main'):
                raise BlockCodeError(f'dbt is installed in the environment but cannot be loaded: {error}') from error
            told = how_to_install('core', guess_adapter(session))
            raise BlockCodeError(f'This block needs dbt, which is not in the environment of the project: {told}') from None
    return dbtRunner


@contextmanager
def without_project_on_path(project_path: str) -> Iterator[None]:
    """The project has a folder called dbt, which is not the library of that name."""
    kept = list(sys.path)
    sys.path[:] = [path for path in sys.path if os.path.abspath(path) != os.path.abspath(project_path)]
    try:
        yield
    finally:
        sys.path[:] = kept


@contextmanager
def own_directory() -> Iterator[None]:
    """Comes back to where it was: dbt goes to the folder of its project, and relative paths of other blocks start elsewhere."""
    before = os.getcwd()
    try:
        yield
    finally:
        os.chdir(before)


def vars_of(variables: dict[str, Any]) -> dict[str, Any]:
    """The variables dbt is given: those that are plain data."""
    return {name: value for name, value in variables.items() if name != MAGE_VARIABLES and type(value) in TYPES_OF_VARS}


def vars_json(variables: dict[str, Any]) -> str:
    return json.dumps(vars_of(variables), default=lambda value: value.isoformat() if hasattr(value, 'isoformat') else str(value))


def without_vars(arguments: list[str]) -> list[str]:
    """Arguments as they are shown: variables can be long, or secrets."""
    shown, skip = [], False
    for argument in arguments:
        if not skip:
            shown.append(argument)
        skip = argument == '--vars'
        if skip:
            shown.append('…')
    return shown
