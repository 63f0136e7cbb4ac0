"""Conditionals: whether a block runs at all."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Optional

from pipewright_runner.block_code import Collected
from pipewright_runner.errors import describe_error
from pipewright_runner.guests import guest_variables, load_guest

if TYPE_CHECKING:
    from pipewright_runner.run_block import Session


def first_false(session: Session) -> Optional[str]:
    """The first conditional of this block that is not true, or None. An error counts as false, as in Mage."""
    for guest in session.request.extra['conditionals']:
        variables = guest_variables(session, guest['uuid'], session.request.block_uuid)
        variables.pop('retry', None)
        if not holds(session, guest, variables):
            return guest['uuid']
    return None


def holds(session: Session, guest: dict[str, Any], variables: dict[str, Any]) -> bool:
    """Whether all @condition functions of a file are true for the inputs of the block they guard."""
    session.user_code_starts()
    try:
        collected = Collected()
        load_guest(session, guest, collected, ['condition'], session.inputs.presets())
        # As in Mage always with all variables: a condition without **kwargs is an error, so false.
        return all([bool(function(*session.inputs.values, **variables)) for function in collected.of('condition')])
    except Exception as error:
        described = describe_error(error, session.request.project_path)
        text = f'Conditional {guest["uuid"]} raised an error, which counts as false.\n{described["traceback"].rstrip()}'
        session.talk.frame('log', 'error', text)
        return False


def run_conditional(session: Session) -> None:
    """A conditional as a block run of its own: `inputs` are those of the guarded block."""
    request = session.request
    parent = request.extra.get('parentBlockUuid')
    variables = guest_variables(session, request.block_uuid, parent)
    guest = {'uuid': request.block_uuid, 'code': request.code, 'sourcePath': request.source_path}
    if not holds(session, guest, variables):
        session.result.state = 'condition-failed'
        session.result.reason = f'Conditional {request.block_uuid} was not true.'
