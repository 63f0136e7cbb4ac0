"""How a block process talks to the engine: frames on stdout, events on the control channel.

Without an engine (`python -m pipewright_runner <dir>` by hand) the same calls print plain text.
"""

from __future__ import annotations

import io
import json
import os
import re
import sys
import threading
import time
from typing import Any, Optional

FRAME_MARK = b'\x1e'
# What tqdm draws: "  62%|██████    | 31/50 [00:01<00:00, 25.0it/s]", perhaps with a title before it.
BAR = re.compile(r'^(?P<title>.*?)\s*\d+%\|.*\|\s*(?P<done>[\d.]+)/(?P<total>[\d.]+)\s')
BAR_CHARACTERS = 1_000
PROGRESS_SECONDS = 0.1


def now() -> int:
    """Milliseconds since the epoch, as all times of the contract."""
    return time.time_ns() // 1_000_000


def write_all(fd: int, data: bytes) -> None:
    """Writes all of data, however little one write takes."""
    view = memoryview(data)
    while view:
        view = view[os.write(fd, view) :]


class Talk:
    """The two ways out of a block process. Safe to use from any thread."""

    def __init__(self, framed: bool, control_fd: Optional[int]) -> None:
        self.framed = framed
        self.control_fd = control_fd
        self.lock = threading.RLock()
        self.last_progress = 0.0
        self.stdout: Any = sys.stdout

    def frame(self, stream: str, level: str, text: str, tags: Optional[dict[str, Any]] = None) -> None:
        """One record that is not plain stdout, in its place between the lines of stdout."""
        with self.lock:
            # Not sys.stdout: a block may have put something else there for a while.
            if self.stdout is not None:
                self.stdout.flush()
            if not self.framed:
                plain = sys.__stderr__
                if plain is not None:
                    plain.write(text + '\n')
                return
            record: dict[str, Any] = {'stream': stream, 'level': level, 'text': text, 'time': now()}
            if tags:
                record['tags'] = tags
            data = json.dumps(record, default=repr).encode('utf-8', 'backslashreplace')
            write_all(1, FRAME_MARK + data + b'\n')

    def event(self, event: dict[str, Any]) -> None:
        """One event for the engine, on the control channel."""
        if self.control_fd is None:
            return
        data = json.dumps(event, default=repr).encode('utf-8', 'backslashreplace') + b'\n'
        with self.lock:
            try:
                write_all(self.control_fd, data)
            except OSError:
                # The host is gone. What ran is still written to result.json, so go on without it.
                self.control_fd = None

    def progress(self, done: float, total: Optional[float], text: Optional[str]) -> None:
        """How far a block has come; at most ten times a second, but always the end."""
        if (total is None or done < total) and time.monotonic() - self.last_progress < PROGRESS_SECONDS:
            return
        self.last_progress = time.monotonic()
        self.event({'event': 'progress', 'done': done, 'total': total, 'text': text})


class StderrLines(io.RawIOBase):
    """sys.stderr, line by line as frames. Progress bars become progress events instead of lines."""

    def __init__(self, talk: Talk) -> None:
        super().__init__()
        self.talk = talk
        self.rest = bytearray()

    def writable(self) -> bool:
        return True

    def fileno(self) -> int:
        return 2

    def write(self, data: Any) -> int:
        chunk = bytes(data)
        with self.talk.lock:
            if b'\n' in chunk or b'\r' in chunk:
                parts = re.split(b'([\r\n])', bytes(self.rest) + chunk)
                self.rest = bytearray(parts.pop())
                for text, end in zip(parts[::2], parts[1::2]):
                    self.line(text.decode('utf-8', 'backslashreplace'), final=end == b'\n')
            else:
                # Dots without an end of line, one by one: each costs what it is long, not what stands before it.
                self.rest += chunk
            if b'%|' in chunk:
                self.bar(self.rest.decode('utf-8', 'backslashreplace'))
        return len(chunk)

    def line(self, text: str, final: bool) -> None:
        is_bar = self.bar(text)
        if (final or not is_bar) and text:
            self.talk.frame('stderr', 'warning', text)

    def bar(self, text: str) -> bool:
        # Looked for before it is parsed: a line of a million digits would be tried from each of them.
        match = BAR.match(text) if '%|' in text and len(text) < BAR_CHARACTERS else None
        if match is None:
            return False
        self.talk.progress(float(match['done']), float(match['total']), match['title'].rstrip(': ') or None)
        return True

    def finish(self) -> None:
        """Shows a last line that has no line end."""
        with self.talk.lock:
            rest, self.rest = self.rest, bytearray()
            if rest:
                self.line(rest.decode('utf-8', 'backslashreplace'), final=True)


TALKS: list[Talk] = []


def current() -> Talk:
    """The talk of this block process."""
    return TALKS[-1]


def open_talk() -> Talk:
    """Binds sys.stdout and sys.stderr to the ways out that the environment names."""
    # Taken out of the environment: what a block starts does not speak for the block.
    framed = os.environ.pop('PIPEWRIGHT_FRAMES', None) == '1'
    control = os.environ.pop('PIPEWRIGHT_CONTROL_FD', None)
    if control:
        os.set_inheritable(int(control), False)
    return bind_talk(framed, int(control) if control else None)


def bind_talk(framed: bool, control_fd: Optional[int]) -> Talk:
    """Binds them by number: what the descriptors lead to may come later."""
    talk = Talk(framed, control_fd)
    TALKS.append(talk)
    if framed:
        sys.stdout = io.TextIOWrapper(io.BufferedWriter(io.FileIO(1, 'w', closefd=False)), 'utf-8', 'backslashreplace', '\n', True)
        talk.stdout = sys.stdout
        sys.stderr = io.TextIOWrapper(StderrLines(talk), 'utf-8', 'backslashreplace', '\n', write_through=True)
        sys.__stdout__, sys.__stderr__ = sys.stdout, sys.stderr
    return talk


def finish_streams() -> None:
    """Everything printed so far is out after this."""
    for stream in (sys.stdout, sys.stderr):
        try:
            stream.flush()
            raw = getattr(stream, 'buffer', None)
            # By its class: asking an abstract class takes a walk through Python.
            if type(raw) is StderrLines:
                raw.finish()
        except (OSError, ValueError):
            continue
