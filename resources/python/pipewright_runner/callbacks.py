"""Callbacks: functions called once a block has its final outcome."""

from __future__ import annotations

import builtins
from typing import TYPE_CHECKING, Any, Callable, Optional

from pipewright_runner.block_code import Collected
from pipewright_runner.call import positional, takes_args
from pipewright_runner.errors import describe_error
from pipewright_runner.guests import guest_variables, load_guest
from pipewright_runner.storage.load import InputError, load_argument

if TYPE_CHECKING:
    from pipewright_runner.run_block import Session

LEGACY = {'success': 'on_success', 'failure': 'on_failure'}
EVENTS = {'completed': 'success', 'failed': 'failure'}


class Outcome:
    """What a callback is told about the block it belongs to."""

    def __init__(self, event: str, parent: str, data: Any, error: Optional[BaseException]) -> None:
        self.event = event
        self.parent = parent
        self.data = data
        self.error = error


def run_callbacks(session: Session) -> None:
    """Runs the callbacks of a block that has just ended, unless it will be tried again."""
    event = EVENTS.get(session.result.state)
    if event is None or (event == 'failure' and not session.request.extra.get('lastAttempt', True)):
        return
    try:
        data = load_argument(session.request.directory)
    except InputError as error:
        session.talk.frame('log', 'warning', f'The callbacks get no data: {error}')
        data = []
    outcome = Outcome(event, session.request.block_uuid, data, session.error)
    for guest in session.request.extra['callbacks']:
        run_guest(session, guest, outcome)


def run_callback(session: Session) -> None:
    """A callback as a block run of its own, for blocks that could not run theirs: `extra.callback` tells the outcome."""
    request = session.request
    told = request.extra.get('callback') or {}
    entry = request.inputs[0] if request.inputs else {'blockUuid': told.get('parentBlockUuid')}
    data = session.inputs.values[0] if session.inputs.values else []
    outcome = Outcome(told.get('event', 'success'), entry['blockUuid'], data, error_of(told.get('error')))
    guest = {'uuid': request.block_uuid, 'code': request.code, 'sourcePath': request.source_path}
    if not run_guest(session, guest, outcome):
        session.result.state = 'failed'
        session.result.reason = 'The callback raised an error; see the log.'


def error_of(told: Optional[dict[str, Any]]) -> Optional[BaseException]:
    """An exception object from the error of a result.json."""
    if not told:
        return None
    cls = getattr(builtins, told.get('type') or '', None)
    is_error = isinstance(cls, type) and issubclass(cls, Exception) and not issubclass(cls, UnicodeError)
    return (cls if is_error else Exception)(told.get('message') or '')


def run_guest(session: Session, guest: dict[str, Any], outcome: Outcome) -> bool:
    """Runs the functions of one callback file that are meant for the outcome. Their errors are logged, no more."""
    session.user_code_starts()
    try:
        collected = Collected()
        bare: list[Any] = []
        presets = {'callback': callback_decorator(collected, bare), outcome.parent: outcome.data, 'df_1': outcome.data}
        load_guest(session, guest, collected, list(LEGACY.values()), presets)
        call_for(session, guest, outcome, collected)
        if outcome.event == 'success':
            # Mage calls a bare @callback with neither data nor variables.
            for function in bare:
                function()
        return True
    except Exception as error:
        described = describe_error(error, session.request.project_path)
        session.talk.frame('log', 'error', f'Callback {guest["uuid"]} raised an error.\n{described["traceback"].rstrip()}')
        return False


def callback_decorator(collected: Collected, bare: list[Any]) -> Callable[..., Any]:
    """`@callback('success' | 'failure' | 'cancelled')`, or bare, which is remembered apart. Other arguments say nothing, as in Mage."""

    def callback(callback_status: Any = 'success', *_: Any, **__: Any) -> Any:
        if callable(callback_status):
            bare.append(callback_status)
            return callback_status
        return collected.decorator(f'callback {getattr(callback_status, "value", callback_status)}')

    return callback


def call_for(session: Session, guest: dict[str, Any], outcome: Outcome, collected: Collected) -> None:
    variables = guest_variables(session, guest['uuid'], outcome.parent)
    if outcome.error is not None:
        variables['__error'] = outcome.error
    for function in collected.of(LEGACY.get(outcome.event, '')):
        function(**variables)
    for function in collected.of(f'callback {outcome.event}'):
        if outcome.event == 'cancelled':
            function(**variables)
        elif positional(function) or takes_args(function):
            function(outcome.data, **variables)
        else:
            function(**variables, **{'__input': {outcome.parent: outcome.data, 'df_1': outcome.data}})
