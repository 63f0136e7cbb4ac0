"""Extensions of a block: checks of its outputs by Great Expectations, straight after it and its own tests."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Callable, Optional

from pipewright_runner.block_code import BlockCodeError, Collected
from pipewright_runner.block_tests import TestsFailed, public
from pipewright_runner.guests import guest_variables, load_guest
from pipewright_runner.storage.load import OUTPUT_PREFIXES, load_output

if TYPE_CHECKING:
    from pipewright_runner.run_block import Session

KNOWN = 'great_expectations'


class Wanted:
    """A function under `@extension('great_expectations', expectations=[…])`."""

    def __init__(self, function: Callable[..., Any], expectations: Optional[list[dict[str, Any]]]) -> None:
        self.function = function
        self.expectations = expectations


def run_extensions(session: Session) -> None:
    """Runs all extensions, whichever fail; the block fails if one expectation did."""
    request = session.request
    if not request.run_tests:
        return
    value = stored_value(session)
    failed = []
    for guest in request.extra['extensions']:
        results = run_extension(session, guest, value)
        for found in results:
            session.result.tests.append(public(found))
        bad = [found for found in results if found['state'] == 'failed']
        failed += bad
        for found in bad:
            session.talk.frame('log', 'error', f'Expectation not met: {found["name"]}: {found["message"]}')
        if results and not bad:
            session.talk.frame('log', 'info', f'Expectations from extension {guest["uuid"]} for block {request.block_uuid} succeeded.')
    if failed:
        names = '; '.join(f'{found["name"]} ({found["message"]})' for found in failed)
        raise TestsFailed(f'{len(failed)} expectation{"" if len(failed) == 1 else "s"} of block {request.block_uuid} not met: {names}')


def stored_value(session: Session) -> Any:
    """What the block gave, as a block below it would get it: an extension changes nothing of it."""
    directory = session.request.directory
    outputs = [output for output in session.result.outputs if output['name'].startswith(OUTPUT_PREFIXES)]
    values = [load_output(directory, output) for output in sorted(outputs, key=lambda output: output['name'])]
    return values[0] if len(values) == 1 else values


def run_extension(session: Session, guest: dict[str, Any], value: Any) -> list[dict[str, Any]]:
    """The results of one extension, as tests of the block."""
    from pipewright_runner.expectations import validate, validator_of

    wanted = load_wanted(session, guest)
    validator = validator_of(value, session.request.block_uuid, wanted.expectations)
    variables = {**guest_variables(session, guest['uuid'], session.request.block_uuid), 'configuration': guest.get('configuration') or {}}
    try:
        wanted.function(validator, **variables)
    except SystemExit as error:
        # Where it ended itself it checked nothing, which is not the same as nothing wrong.
        raise BlockCodeError(
            f'Extension {guest["uuid"]} ended itself by sys.exit({error.code!r}) before its expectations were checked.'
        ) from error
    return validate(validator, guest['uuid'])


def load_wanted(session: Session, guest: dict[str, Any]) -> Wanted:
    """The first function of the file with the decorator: the only one that counts, as for blocks."""
    found: list[Wanted] = []

    def extension(name: Any = None, expectations: Optional[list[dict[str, Any]]] = None, **_: Any) -> Callable[..., Any]:
        if name != KNOWN:
            raise BlockCodeError(f"@extension of {guest['uuid']} names {name!r}; only @extension('{KNOWN}') is known.")

        def remember(function: Callable[..., Any]) -> Callable[..., Any]:
            found.append(Wanted(function, expectations))
            return function

        return remember

    load_guest(session, guest, Collected(), ['test', 'preprocesser'], {'extension': extension})
    if not found:
        raise BlockCodeError(f"Extension {guest['uuid']} has no function with @extension('{KNOWN}') on the line above it.")
    return found[0]
