"""macOS and others: by the process group, the mark in the environment, and what was seen below the block before.

What the system gives without rights of an administrator: parents, groups and use of all processes, and the environment of those of
the same user, except of Apple's own programs. A process is therefore found while it is below the block, or in its group, or shows
the mark; and, once found, ever after. There is a look when a block ends or is asked to. Not found is what sheds all three between two
looks: an orphan in a group of its own that is a program of Apple's or was started with another environment.
"""

from __future__ import annotations

import os
import signal
import time
from typing import Optional

from pipewright_runner.supervisor.containment.contained import Contained
from pipewright_runner.supervisor.process_table import Process, descendants, end_all, living, send
from pipewright_runner.supervisor.usage import Usage

# A look costs a process of its own, so blocks that run side by side share one.
SHARED_SECONDS = 0.2


class Table:
    """The last table of processes, and when it was read."""

    def __init__(self) -> None:
        self.read_at = float('-inf')
        self.processes: dict[int, Process] = {}

    def recent(self, seconds: float) -> dict[int, Process]:
        """One not older than this."""
        if time.monotonic() - self.read_at > seconds:
            self.processes = living()
            self.read_at = time.monotonic()
        return self.processes


TABLE = Table()


class Marked(Contained):
    """All that is or ever was seen below the block process, in its group or with its mark."""

    pace = 0.5

    def __init__(self, pid: int, mark: str) -> None:
        super().__init__(pid)
        self.mark = mark
        # Process id -> when it was started, and its processor time when last seen.
        self.known: dict[int, tuple[str, float]] = {}
        self.cpu_of_gone = 0.0

    def ask(self) -> None:
        # What its end makes orphans shows its parent now.
        self.members(set())
        super().ask()

    def stopped(self) -> None:
        """It waits to be looked at (`be_seen`)."""
        self.members(set())
        send(self.pid, signal.SIGCONT)

    def members(self, orphans: set[int]) -> set[int]:
        return self.among(TABLE.recent(0))

    def end(self, orphans: set[int]) -> set[int]:
        return end_all(lambda: self.members(orphans))

    def usage(self) -> Optional[Usage]:
        table = TABLE.recent(SHARED_SECONDS)
        pids = sorted(self.among(table))
        if not pids:
            return None
        cpu = self.cpu_of_gone + sum(table[pid].cpu for pid in pids)
        return Usage(sum(table[pid].memory for pid in pids), cpu, pids)

    def among(self, table: dict[int, Process]) -> set[int]:
        """Those of this block in a table; from then on they are known."""
        roots = {process.pid for process in table.values() if process.group == self.pid or self.has_mark(process)}
        if self.alive:
            roots.add(self.pid)
        for pid, (started, cpu) in list(self.known.items()):
            if pid in table and table[pid].started == started:
                roots.add(pid)
            else:
                self.cpu_of_gone += cpu
                del self.known[pid]
        found = descendants(table, roots) - {os.getpid()}
        for pid in found:
            self.known[pid] = (table[pid].started, table[pid].cpu)
        return found

    def has_mark(self, process: Process) -> bool:
        """The whole mark: that of another block may begin with it."""
        return self.mark in process.marks and self.mark in process.marks.split()


def be_seen() -> None:
    """The last a block process does: while it lives, what it leaves can be seen to be below it."""
    try:
        os.waitpid(-1, os.WNOHANG)
    except ChildProcessError:
        return
    os.kill(os.getpid(), signal.SIGSTOP)
