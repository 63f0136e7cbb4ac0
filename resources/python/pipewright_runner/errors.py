"""An exception as the engine shows it: type, message, and the frames of user code."""

from __future__ import annotations

import linecache
import os
import traceback
from types import TracebackType
from typing import Any, Optional

from pipewright_runner.hints import hint_for
from pipewright_runner.libraries import type_name

RUNNER = os.path.dirname(os.path.abspath(__file__)) + os.sep
MESSAGE_CHARACTERS = 20_000
MOST_FRAMES = 100


def describe_error(error: BaseException, project_path: str) -> dict[str, Any]:
    """The error with the runner's own frames taken out."""
    seen: set[int] = set()
    strip_chain(error, seen)
    message = message_of(error)
    text = ''.join(traceback.format_exception(type(error), error, error.__traceback__))
    if is_ours(error):
        # Written for people: the name of a class of ours tells them nothing.
        text = text.replace(f'{type(error).__module__}.{type(error).__qualname__}: ', '')
    hint = hint_for(error, project_path)
    if hint is not None:
        message, text = f'{message}\n{hint}', f'{text}{hint}\n'
    return {
        'type': type(error).__name__ if is_ours(error) else type_name(error),
        'message': message[:MESSAGE_CHARACTERS],
        'traceback': text[-200_000:],
        'frames': frames(error, project_path),
    }


def is_ours(error: BaseException) -> bool:
    return type(error).__module__.startswith('pipewright_runner')


def reason_of(error: BaseException, project_path: str) -> str:
    """The error in one line."""
    lines = message_of(error).strip().splitlines()
    first = lines[0][:300] if lines else ''
    name = type(error).__name__
    words = (first if is_ours(error) else f'{name}: {first}') if first else name
    return '. '.join(filter(None, [words, hint_for(error, project_path)]))


def message_of(error: BaseException) -> str:
    try:
        return str(error)
    except Exception:
        return f'<its text raised an error> {type(error).__name__}'


def strip_chain(error: Optional[BaseException], seen: set[int]) -> None:
    """Removes the runner's frames from an error and from what caused it."""
    if error is None or id(error) in seen:
        return
    seen.add(id(error))
    error.__traceback__ = strip(error.__traceback__)
    strip_chain(error.__cause__, seen)
    strip_chain(error.__context__, seen)


def strip(trace: Optional[TracebackType]) -> Optional[TracebackType]:
    """The traceback from the first frame that is not the runner's; none of it where every frame is."""
    first = trace
    while first is not None and is_runner(first.tb_frame.f_code.co_filename):
        first = first.tb_next
    return first


def is_runner(filename: str) -> bool:
    return filename.startswith((RUNNER, '<frozen importlib')) or filename == '<frozen runpy>'


def frames(error: BaseException, project_path: str) -> list[dict[str, Any]]:
    """The frames, outermost first. A syntax error adds the place it names."""
    found = [
        frame(summary.filename, summary.lineno, summary.name, project_path)
        for summary in traceback.extract_tb(error.__traceback__)
        if not is_runner(summary.filename)
    ]
    if len(found) > MOST_FRAMES:
        # Endless recursion: where it came from and where it ended.
        found = found[: MOST_FRAMES // 2] + found[-MOST_FRAMES // 2 :]
    if isinstance(error, SyntaxError) and error.filename:
        found.append(frame(error.filename, error.lineno, '<module>', project_path))
    # Errors in files that are not Python name their places themselves.
    found.extend(frame(file, line, name, project_path) for file, line, name in getattr(error, 'pipewright_places', ()))
    return found


def frame(filename: str, line: Optional[int], function: str, project_path: str) -> dict[str, Any]:
    root = project_path.rstrip(os.sep) + os.sep
    path = os.path.abspath(filename) if not filename.startswith('<') else filename
    in_project = path.startswith(root)
    return {
        'file': path[len(root) :].replace(os.sep, '/') if in_project else path,
        'inProject': in_project,
        'line': line,
        'function': function,
        'code': linecache.getline(filename, line or 0).strip(),
    }
