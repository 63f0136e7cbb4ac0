"""The @test functions of a block: run after its outputs are stored, each with a result of its own."""

from __future__ import annotations

import io
import sys
import time
from typing import Any, Optional

from pipewright_runner.call import call
from pipewright_runner.errors import message_of
from pipewright_runner.talk import Talk

OUTPUT_CHARACTERS = 20_000


class TestsFailed(Exception):
    """One or more tests of a block failed."""


class Copy(io.TextIOBase):
    """Passes text on and keeps the beginning of it."""

    def __init__(self, stream: Any) -> None:
        super().__init__()
        self.stream = stream
        self.kept: list[str] = []
        self.size = 0

    def write(self, text: str) -> int:
        if self.size < OUTPUT_CHARACTERS:
            self.kept.append(text)
            self.size += len(text)
        self.stream.write(text)
        return len(text)

    def flush(self) -> None:
        self.stream.flush()

    def __getattr__(self, name: str) -> Any:
        return getattr(self.stream, name)


def run_tests(tests: list[Any], outputs: list[Any], variables: dict[str, Any]) -> list[dict[str, Any]]:
    """Runs all tests, whichever fail. Returns their results; a failed one carries its exception under `exception`."""
    return [run_test(test, outputs, variables) for test in tests]


def run_test(test: Any, outputs: list[Any], variables: dict[str, Any]) -> dict[str, Any]:
    copy = Copy(sys.stdout)
    begun = time.monotonic()
    error: Optional[Exception] = None
    sys.stdout = copy
    try:
        call(test, outputs, variables)
    except Exception as raised:
        error = raised
    finally:
        sys.stdout = copy.stream
    return {
        'name': getattr(test, '__name__', repr(test)),
        'state': 'passed' if error is None else 'failed',
        'message': None if error is None else words(error),
        'durationMs': round((time.monotonic() - begun) * 1000),
        'output': ''.join(copy.kept)[:OUTPUT_CHARACTERS],
        'exception': error,
    }


def public(found: dict[str, Any]) -> dict[str, Any]:
    """A test's result without the exception object."""
    return {key: value for key, value in found.items() if key != 'exception'}


def words(error: Exception) -> str:
    text = message_of(error)
    if isinstance(error, AssertionError):
        return text or 'assertion failed'
    return f'{type(error).__name__}: {text}'


def check(results: list[dict[str, Any]], block_uuid: str, talk: Talk) -> None:
    """Fails the block if a test failed: with the error of a broken test, else with the list of failed ones."""
    if not results:
        return
    failed = [found for found in results if found['exception'] is not None]
    for found in failed:
        talk.frame('log', 'error', f'FAIL: {found["name"]} (block: {block_uuid})\n{found["message"]}')
    talk.frame('log', 'error' if failed else 'info', f'{len(results) - len(failed)}/{len(results)} tests passed.')
    for found in failed:
        if not isinstance(found['exception'], AssertionError):
            raise found['exception']
    if failed:
        listed = '; '.join(f'{found["name"]}: {found["message"]}' for found in failed)
        raise TestsFailed(f'Failed to pass tests for block {block_uuid}: {listed}') from failed[0]['exception']
