"""The frames a prompt can stand in: kept ones, and live ones of a block that was run again."""

from __future__ import annotations

import linecache
import os
from typing import Any, Optional

from pipewright_runner.failure.kept import Kept
from pipewright_runner.failure.pickling import NotKept
from pipewright_runner.failure.trace import failed_frames, failing_place, names_of
from pipewright_runner.failure.words import type_words, value_words

CONTEXT_LINES = 4


class Place:
    """One frame: where it is, and its variables."""

    def __init__(self, file: str, line: int, function: str, names: dict[str, Any], background: dict[str, Any]) -> None:
        self.file = file
        self.line = line
        self.function = function
        self.names = names
        # What is found there besides: the globals of its file.
        self.background = background

    def title(self, project_path: str) -> str:
        root = os.path.join(project_path, '')
        shown = self.file[len(root) :] if self.file.startswith(root) else self.file
        return f'{shown}:{self.line} in {self.function}'

    def source(self, around: int = CONTEXT_LINES) -> str:
        """The lines around, the failing one marked."""
        lines = []
        for number in range(max(1, self.line - around), self.line + around + 1):
            text = linecache.getline(self.file, number)
            if text:
                lines.append(f'{">" if number == self.line else " "}{number:5} | {text.rstrip()}')
        return '\n'.join(lines)

    def listing(self) -> list[str]:
        width = min(24, max((len(name) for name in self.names), default=0))
        return [f'  {name:{width}}  {describe(value)}' for name, value in self.names.items()]

    def lost(self) -> list[str]:
        return [name for name, value in self.names.items() if isinstance(value, NotKept)]


def describe(value: Any) -> str:
    return repr(value) if isinstance(value, NotKept) else f'{type_words(value)}  {value_words(value)}'


def kept_places(kept: Kept, namespace: dict[str, Any]) -> tuple[list[Place], int]:
    """The places of a kept failure, outermost first, and the number of the one to start in."""
    namespace.update(kept.names(kept.content['globals']))
    return [kept_place(kept, frame, namespace) for frame in kept.frames], kept.start


def kept_place(kept: Kept, frame: dict[str, Any], namespace: dict[str, Any]) -> Place:
    background = namespace if frame['isBlock'] else module_names(frame['module'])
    names = kept.names(frame['locals'])
    if frame['isBlock'] and frame['function'] == '<module>':
        names = {entry['name']: namespace[entry['name']] for entry in kept.content['globals']}
    return Place(frame['path'], frame['line'] or 1, frame['function'], names, background)


def module_names(name: Optional[str]) -> dict[str, Any]:
    """The globals of an imported module, which is imported for it."""
    import importlib

    try:
        return vars(importlib.import_module(name)) if name and name != '__main__' else {}
    except Exception:
        return {}


def live_places(error: BaseException, project_path: str) -> tuple[list[Place], int]:
    """The places of an exception of this very process: all values are there."""
    frames = failed_frames(error)
    places = [Place(frame.f_code.co_filename, line, frame.f_code.co_name, names_of(frame), frame.f_globals) for frame, line in frames]
    return places, failing_place([place.file for place in places], project_path) if places else 0
