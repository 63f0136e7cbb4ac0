"""Block processes that are forked ahead and wait to be told their block, so that no block waits for a fork."""

from __future__ import annotations

import json
import os
from typing import Optional

from pipewright_runner.rehearsal import rehearse
from pipewright_runner.supervisor.child import Birth, live, prepare_process
from pipewright_runner.supervisor.process_table import send

KILL = 9


class Spares:
    """Those that wait, and those that were given up and are not yet reaped."""

    def __init__(self) -> None:
        # Process id -> where it is told its block; the one that waits longest first.
        self.waiting: dict[int, int] = {}
        self.pids: set[int] = set()

    def fork(self, birth: Birth, wanted: int) -> None:
        """Forks so many where none waits. Where the system allows no more processes, blocks are forked when they start.

        After each fork the supervisor pays for the pages it writes to: several in a row cost it little more than one.
        """
        if self.waiting:
            return
        while len(self.waiting) < wanted:
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
            self.waiting[pid] = writer
            self.pids.add(pid)

    def give(self, line: bytes) -> Optional[int]:
        """Tells one the block it is; returns its process id, or None where there is none to be told."""
        while self.waiting:
            pid = next(iter(self.waiting))
            pipe = self.waiting.pop(pid)
            try:
                tell(pipe, line + b'\n')
            except OSError:
                # It was killed by somebody.
                send(pid, KILL)
                continue
            finally:
                os.close(pipe)
            self.pids.discard(pid)
            return pid
        return None

    def give_up(self) -> None:
        """What they have loaded is no longer what blocks need."""
        for pid, pipe in self.waiting.items():
            send(pid, KILL)
            os.close(pipe)
        self.waiting.clear()

    def end(self) -> None:
        """Ends the one that waits, and waits until those that were given up are gone too: they have been killed."""
        self.give_up()
        for pid in sorted(self.pids):
            os.waitpid(pid, 0)
        self.pids.clear()

    def reaped(self, pid: int) -> None:
        pipe = self.waiting.pop(pid, None)
        if pipe is not None:
            os.close(pipe)
        self.pids.discard(pid)


def tell(pipe: int, line: bytes) -> None:
    while line:
        line = line[os.write(pipe, line) :]


def wait_for_command(reader: int, birth: Birth) -> None:
    """The life of a spare. Ends with the supervisor, or as a block; does not return."""
    try:
        reader = prepare_process(birth, reader)
        rehearse()
        line = read_line(reader)
        if line is None:
            os._exit(0)
        os.close(reader)
        birth.command = json.loads(line)
    except BaseException as error:
        os.write(2, f'a block process could not be prepared: {type(error).__name__}: {error}\n'.encode())
        os._exit(1)
    live(birth)


def read_line(reader: int) -> Optional[bytes]:
    """Up to the end of the line, not of the pipe, which others that were forked later may still hold; None without a whole line."""
    line = b''
    while not line.endswith(b'\n'):
        part = os.read(reader, 1 << 16)
        if not part:
            return None
        line += part
    return line
