"""Keeps the frames of a failure in `failure/` of the block run directory, so that a prompt can start in them later.

Failing must stay cheap: there is a limit on time and room. What goes over it, and what cannot be pickled, is kept as text.
"""

from __future__ import annotations

import json
import os
import sys
import types
from typing import TYPE_CHECKING, Any, Optional

from pipewright_runner.errors import frame as describe_frame
from pipewright_runner.errors import message_of
from pipewright_runner.failure.pickling import Budget, NotKept, TooMuchError, memory_of, write_value
from pipewright_runner.failure.trace import failed_frames, failing_place, is_own, names_of
from pipewright_runner.failure.words import type_words, value_words
from pipewright_runner.libraries import type_name

if TYPE_CHECKING:
    from pipewright_runner.run_block import Session

FOLDER = 'failure'
FRAMES_FILE = 'frames.json'
VALUES_FILE = 'values.bin'
SECONDS = 2.0
TOTAL_BYTES = 128 << 20
VALUE_BYTES = 64 << 20
# A frame with more variables is generated code; nobody reads them all.
MOST_NAMES = 200


class Keeper:
    """Values of one failure, each written once however many frames see it."""

    def __init__(self, session: Session, namespace: dict[str, Any], budget: Budget, file: Any) -> None:
        self.namespace = namespace
        self.budget = budget
        self.file = file
        self.inputs = {id(value): name for name, value in zip(session.inputs.names, session.inputs.values) if is_big_kind(value)}
        self.values: list[dict[str, int]] = []
        self.known: dict[int, dict[str, Any]] = {}
        # Ids stay true only while what they name is alive.
        self.held: list[Any] = []

    def describe(self, name: str, value: Any) -> dict[str, Any]:
        if id(value) not in self.known:
            self.held.append(value)
            self.known[id(value)] = self.entry(value)
        return {'name': name, **self.known[id(value)]}

    def entry(self, value: Any) -> dict[str, Any]:
        late = self.budget.is_late()
        entry: dict[str, Any] = {'type': type_words(value), 'text': '' if late else value_words(value), 'value': None, 'input': None}
        try:
            offset = self.file.tell()
            size = write_value(value, self.file, self.namespace, self.budget)
        except Exception as error:
            self.file.seek(offset)
            self.file.truncate()
            # In C code a number of errors mean the same: this cannot be written.
            reason = str(error) if isinstance(error, TooMuchError) else f'{type(error).__name__}: {error}'
            return {**entry, 'input': self.inputs.get(id(value)), 'note': reason[:300]}
        self.values.append({'offset': offset, 'length': size})
        return {**entry, 'value': len(self.values) - 1, 'note': None}


def is_big_kind(value: Any) -> bool:
    """Small numbers and texts are shared all over a process: that one is an input says nothing."""
    if isinstance(value, (str, bytes)):
        return len(value) > 1000
    return not isinstance(value, (int, float, bool, type(None)))


def keep_failure(session: Session) -> bool:
    """Writes `failure/`; false where there is nothing to keep, or it could not be written. Never raises."""
    error = session.error
    if error is None or isinstance(error, (SystemExit, MemoryError)):
        return False
    try:
        frames = failed_frames(error)
        return bool(frames) and write_failure(session, error, frames)
    except Exception as problem:
        session.talk.frame('log', 'warning', f'The variables at the failure could not be kept: {type(problem).__name__}: {problem}')
        return False


def write_failure(session: Session, error: BaseException, frames: list[Any]) -> bool:
    folder = session.request.path(FOLDER)
    os.makedirs(folder, mode=0o700, exist_ok=True)
    namespace = session.collected.namespace
    with open(os.path.join(folder, VALUES_FILE), 'wb', opener=private) as file:
        keeper = Keeper(session, namespace, Budget(SECONDS, TOTAL_BYTES, VALUE_BYTES), file)
        described: list[Optional[dict[str, Any]]] = [None] * len(frames)
        for number in by_interest(frames, session.request.project_path):
            described[number] = describe(keeper, frames[number], session)
        module_names = describe_all(keeper, block_globals(namespace))
    content = {
        'format': 1,
        'error': {'type': type_name(error), 'message': message_of(error)[:2000]},
        'python': '.'.join(map(str, sys.version_info[:3])),
        'start': failing_place([frame.f_code.co_filename for frame, _ in frames], session.request.project_path),
        'frames': described,
        'globals': module_names,
        'values': keeper.values,
    }
    path = os.path.join(folder, FRAMES_FILE)
    with open(f'{path}.tmp', 'w', encoding='utf-8', errors='backslashreplace', opener=private) as file:
        json.dump(content, file, default=repr)
    os.replace(f'{path}.tmp', path)
    return True


def private(path: str, flags: int) -> int:
    """Variables may hold what nobody else on the machine should read."""
    return os.open(path, flags, 0o600)


def by_interest(frames: list[Any], project_path: str) -> list[int]:
    """Numbers of frames, innermost first, the project's own before libraries': the budget goes to what will be looked at."""
    numbers = range(len(frames) - 1, -1, -1)
    return sorted(numbers, key=lambda number: not is_own(frames[number][0].f_code.co_filename, project_path))


def describe(keeper: Keeper, found: Any, session: Session) -> dict[str, Any]:
    frame, line = found
    code = frame.f_code
    names = list(names_of(frame).items())[:MOST_NAMES]
    return {
        **describe_frame(code.co_filename, line, code.co_name, session.request.project_path),
        'path': code.co_filename,
        'isBlock': frame.f_globals is keeper.namespace,
        'module': frame.f_globals.get('__name__'),
        'locals': describe_all(keeper, names),
    }


def describe_all(keeper: Keeper, names: list[tuple[str, Any]]) -> list[dict[str, Any]]:
    """Small ones first, so that a big one costs no other; in the order of the code afterwards."""
    described = {name: keeper.describe(name, value) for name, value in sorted(names, key=lambda item: weight(item[1]))}
    return [described[name] for name, _ in names]


def weight(value: Any) -> int:
    return max(memory_of(value), len(value)) if isinstance(value, (list, tuple, set, frozenset, dict)) else memory_of(value)


def block_globals(namespace: dict[str, Any]) -> list[tuple[str, Any]]:
    """The variables of the block's file outside of functions. What its code defines is made from the code again."""
    return [
        (name, value)
        for name, value in namespace.items()
        if not name.startswith('__') and not isinstance(value, (types.ModuleType, types.FunctionType, type, NotKept))
    ][:MOST_NAMES]
