"""One block run from request.json to result.json."""

from __future__ import annotations

import json
import os
from typing import Any, Optional

from pipewright_runner.artifacts import list_artifacts
from pipewright_runner.block_code import BlockCodeError, Collected, decorator_name, execute, load_code
from pipewright_runner.block_tests import check, public, run_tests
from pipewright_runner.call import call, check_arguments
from pipewright_runner.errors import describe_error, reason_of
from pipewright_runner.inputs import Inputs, read_inputs
from pipewright_runner.kept import keep
from pipewright_runner.kinds import kind_of_block
from pipewright_runner.logger import DictLogger, listen_to_logging, listen_to_warnings
from pipewright_runner.outputs import store_outputs
from pipewright_runner.plain_files import make_folder
from pipewright_runner.process import set_environment, set_import_path
from pipewright_runner.request import Request, read_request
from pipewright_runner.result import Result, write_result
from pipewright_runner.talk import Talk, finish_streams, now, open_talk
from pipewright_runner.variables import block_variables, write_context

# The exit code of a block whose outcome could not be written, most often because the disk is full.
NOT_STORED = 74
NEVER_RUN = ('markdown', 'scratchpad', 'chart')


class Session:
    """All that one block run needs at hand."""

    def __init__(self, request: Request, talk: Talk, result: Result) -> None:
        self.request = request
        self.talk = talk
        self.result = result
        self.logger = DictLogger(talk, result.metrics)
        self.inputs = Inputs()
        self.variables: dict[str, Any] = {}
        self.error: Optional[BaseException] = None
        # The block's own file, once it is executed; not those of conditionals and callbacks.
        self.collected = Collected()

    def user_code_starts(self) -> None:
        if self.result.user_code_started_at is None:
            self.result.user_code_started_at = now()


def begin(talk: Optional[Talk] = None) -> Talk:
    """Opens the ways out of this process and listens to what Python has to say; can be done before the block is known."""
    talk = talk or open_talk()
    listen_to_logging(talk)
    listen_to_warnings(talk)
    return talk


def run_block(directory: str, talk: Optional[Talk] = None) -> int:
    """Runs the block of a block run directory, or all blocks of a run where it is the folder of such a process. Returns the exit code."""
    process_file = os.path.join(directory, 'process.json')
    if os.path.exists(process_file):
        from pipewright_runner.one_process import serve

        with open(process_file, encoding='utf-8') as file:
            return serve(json.load(file))
    talk = talk or begin()
    result = Result()
    request = read_request(directory)
    session = Session(request, talk, result)
    try:
        prepare(request)
        run(session)
    except BaseException as error:
        fail(session, error)
    return finish(session)


def prepare(request: Request) -> None:
    """The surroundings user code may rely on."""
    make_folder(request.path('artifacts'))
    set_import_path(request.project_path)
    set_environment(request.project_path, request.path('artifacts'))


def run(session: Session) -> None:
    request = session.request
    if request.block_type in NEVER_RUN or request.language == 'markdown':
        session.result.reason = f'Blocks of type {request.block_type} are never run.'
        return
    session.inputs = read_inputs(request)
    session.variables = {**block_variables(request, session.logger), **session.inputs.metadata}
    if request.extra.get('conditionals') and not conditions_hold(session):
        return
    kind_of_block(request.block_type, request.language)(session)
    if request.extra.get('extensions'):
        from pipewright_runner.extensions import run_extensions

        run_extensions(session)
    write_context(request, session.variables.get('context') or {})


def conditions_hold(session: Session) -> bool:
    from pipewright_runner.conditionals import first_false

    name = first_false(session)
    if name is None:
        return True
    session.result.state = 'condition-failed'
    session.result.reason = f'Conditional {name} was not true.'
    return False


def run_function_block(session: Session) -> None:
    """Data loaders, transformers, data exporters, custom blocks: one function, its outputs, its tests."""
    collected = execute_block(session, ['test', 'preprocesser'])
    function = block_function(session, collected)
    returned = call_block(session, collected, function)
    outputs = store_returned(session, returned)
    del returned
    run_block_tests(session, collected, outputs)


def run_block_tests(session: Session, collected: Collected, outputs: list[Any]) -> None:
    """The @test functions of a block, where the run wants them; a failing one fails the block."""
    if not session.request.run_tests:
        return
    results = run_tests(collected.of('test'), outputs, session.variables)
    session.result.tests = [public(found) for found in results]
    check(results, session.request.block_uuid, session.talk)


def store_returned(session: Session, returned: Any) -> list[Any]:
    if not session.request.configuration.get('dynamic'):
        return store(session, returned)
    from pipewright_runner.dynamic import describe_children, is_dynamic, with_listed_items

    if not is_dynamic(session.request.configuration):
        return store(session, returned)
    outputs = store(session, with_listed_items(returned))
    session.result.more['children'] = describe_children(outputs)
    return outputs


def store(session: Session, returned: Any) -> list[Any]:
    outputs = store_outputs(returned, session.request, session.result)
    keep(session.request.directory, outputs)
    return outputs


def execute_block(session: Session, more: list[str]) -> Collected:
    """Executes the block's file, which collects its functions."""
    request = session.request
    shown = os.path.join(request.project_path, *request.source_path.split('/'))
    compiled = load_code(request.path(request.code), shown)
    session.user_code_starts()
    execute(compiled, session.collected, [decorator_name(request.block_type), *more], session.inputs.presets())
    return session.collected


def block_function(session: Session, collected: Collected) -> Any:
    """The first function with the decorator of the block's type: the only one that counts."""
    name = decorator_name(session.request.block_type)
    functions = collected.of(name)
    if not functions:
        raise BlockCodeError(
            f'Block {session.request.block_uuid} does not have any decorated functions. '
            f'Its type is {session.request.block_type}, so one of its functions needs @{name} on the line above it.'
        )
    return functions[0]


def call_block(session: Session, collected: Collected, function: Any) -> Any:
    inputs, variables = session.inputs, session.variables
    check_arguments(function, inputs.names, session.request.block_uuid, decorator_name(session.request.block_type))
    for preprocesser in collected.of('preprocesser'):
        call(preprocesser, inputs.values, variables)
    return call(function, inputs.values, variables)


def fail(session: Session, error: BaseException) -> None:
    """Turns an exception into the outcome of the block run."""
    if isinstance(error, SystemExit):
        if error.code in (None, 0):
            session.talk.frame('log', 'warning', 'The block ended itself by sys.exit(); it has no outputs.')
            return
        reason = f'The block ended itself by sys.exit({error.code!r}).'
    else:
        reason = reason_of(error, session.request.project_path)
    session.error = error
    session.result.state = 'failed'
    session.result.reason = reason
    session.result.error = describe_error(error, session.request.project_path)
    session.talk.frame('log', 'error', session.result.error['traceback'].rstrip())


def not_stored(session: Session, error: OSError) -> int:
    """Says that result.json could not be written: without it the block counts as crashed, whatever it returned."""
    session.talk.frame('log', 'error', f'What the block came to could not be stored: {error.strerror or error}.')
    finish_streams()
    return NOT_STORED


def finish(session: Session) -> int:
    """Artifacts, then result.json, then callbacks. Returns the exit code."""
    try:
        session.result.artifacts = list_artifacts(session.request, session.talk)
    except OSError as error:
        session.talk.frame('log', 'warning', f'The artifacts could not be listed: {error}')
    try:
        write_result(session.request.directory, session.result)
    except OSError as error:
        return not_stored(session, error)
    # After the outcome is safe: pickling runs code of the values.
    if session.error is not None and session.request.extra.get('keepFailure', True):
        from pipewright_runner.failure.keep import keep_failure

        keep_failure(session)
    if session.request.extra.get('callbacks'):
        from pipewright_runner.callbacks import run_callbacks

        run_callbacks(session)
    finish_streams()
    return 0 if session.result.state != 'failed' else 1
