"""The frames of a failure that a person wants to stand in."""

from __future__ import annotations

import os
from types import FrameType, TracebackType
from typing import Any, Optional

from pipewright_runner.errors import is_runner

MOST_FRAMES = 40


def failed_frames(error: BaseException) -> list[tuple[FrameType, int]]:
    """Frame and line, outermost first, without the runner's own.

    Where a failure is the runner's (a test of the block failed), the frames are those of what it was raised from.
    """
    seen: set[int] = set()
    found: Optional[BaseException] = error
    while found is not None and id(found) not in seen:
        seen.add(id(found))
        frames = own_frames(found.__traceback__)
        if frames:
            # Endless recursion: where it came from and where it ended.
            return frames if len(frames) <= MOST_FRAMES else [*frames[: MOST_FRAMES // 2], *frames[-MOST_FRAMES // 2 :]]
        found = found.__cause__
    return []


def own_frames(trace: Optional[TracebackType]) -> list[tuple[FrameType, int]]:
    frames = []
    while trace is not None:
        if not is_runner(trace.tb_frame.f_code.co_filename):
            frames.append((trace.tb_frame, trace.tb_lineno))
        trace = trace.tb_next
    return frames


def in_folder(filename: str, folder: str) -> bool:
    return os.path.abspath(filename).startswith(os.path.join(folder, '')) and not filename.startswith('<')


def is_own(filename: str, project_path: str) -> bool:
    """Whether a file is the project's own code: not a library, not even one installed inside the project."""
    if not in_folder(filename, project_path):
        return False
    parts = os.path.relpath(filename, project_path).split(os.sep)
    return not any(part in ('site-packages', 'dist-packages', '.venv', 'venv') for part in parts)


def failing_place(files: list[str], project_path: str) -> int:
    """Number of the frame to begin with: the innermost of the project's own code, else the innermost."""
    own = [number for number, file in enumerate(files) if is_own(file, project_path)]
    return own[-1] if own else len(files) - 1


def names_of(frame: FrameType) -> dict[str, Any]:
    """The local variables of a function; empty for code outside of functions, whose variables are global."""
    if frame.f_locals is frame.f_globals or frame.f_code.co_name == '<module>':
        return {}
    return {name: value for name, value in dict(frame.f_locals).items() if not name.startswith(('.', '__'))}
