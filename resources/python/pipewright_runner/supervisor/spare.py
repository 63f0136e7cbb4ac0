"""A block process that is forked ahead and waits to be told its block, so that no block waits for a fork."""

from __future__ import annotations

import json
import os
from typing import Optional

from pipewright_runner.rehearsal import rehearse
from pipewright_runner.supervisor.child import Birth, live, prepare_process
from pipewright_runner.supervisor.process_table import send

KILL = 9


class Spare:
    """The one that waits, and those that were given up and are not yet reaped."""

    def __init__(self) -> None:
        self.pid: Optional[int] = None
        self.pipe = -1
        self.pids: set[int] = set()

    def fork(self, birth: Birth) -> None:
        """Forks one where none waits. Where the system allows no more processes, blocks are forked when they start."""
        if self.pid is not None:
            return
        reader, writer = os.pipe()
        try:
            pid = os.fork()
        except OSError:
            os.close(reader)
            os.close(writer)
            return
        if pid == 0:
            wait_for_command(reader, birth)
        os.close(reader)
        self.pid, self.pipe = pid, writer
        self.pids.add(pid)

    def give(self, line: bytes) -> Optional[int]:
        """Tells it the block it is; returns its process id, or None where there is none to be told."""
        pid, pipe = self.pid, self.pipe
        if pid is None:
            return None
        self.pid = None
        try:
            while line:
                line = line[os.write(pipe, line) :]
        except OSError:
            # It was killed by somebody.
            send(pid, KILL)
            return None
        finally:
            os.close(pipe)
        self.pids.discard(pid)
        return pid

    def give_up(self) -> None:
        """What it has loaded is no longer what blocks need."""
        if self.pid is not None:
            send(self.pid, KILL)
            os.close(self.pipe)
            self.pid = None

    def reaped(self, pid: int) -> None:
        if pid == self.pid:
            os.close(self.pipe)
            self.pid = None
        self.pids.discard(pid)


def wait_for_command(reader: int, birth: Birth) -> None:
    """The life of a spare. Ends with the supervisor, or as a block; does not return."""
    try:
        reader = prepare_process(birth.parent, reader)
        rehearse()
        line = read_all(reader)
        if not line:
            os._exit(0)
        os.close(reader)
        birth.command = json.loads(line)
    except BaseException as error:
        os.write(2, f'a block process could not be prepared: {type(error).__name__}: {error}\n'.encode())
        os._exit(1)
    live(birth)


def read_all(reader: int) -> bytes:
    parts = []
    while True:
        part = os.read(reader, 1 << 16)
        if not part:
            return b''.join(parts)
        parts.append(part)
