"""The interface to the processes of one block run."""

from __future__ import annotations

import os
import signal
from typing import Optional

from pipewright_runner.supervisor.process_table import send
from pipewright_runner.supervisor.usage import Usage


class Contained:
    """The block process and all it started, however they detached themselves.

    `orphans` are direct children of the supervisor that are no block's: where the system gives orphans to a reaper, they are
    what blocks that are gone have left. The other ways do not look at them.
    """

    # Seconds between two looks at what it uses, at least.
    pace = 0.0
    # How long a block over a limit has to write where it is.
    stack_seconds = 0.15

    def __init__(self, pid: int) -> None:
        self.pid = pid
        # Whether the block process itself lives; what it started may go on without it.
        self.alive = True

    def ask(self) -> None:
        """Asks it to end, in the way its code can hear."""
        try:
            os.killpg(self.pid, signal.SIGTERM)
        except (ProcessLookupError, PermissionError):
            # Forked, but not yet leader of its group.
            send(self.pid, signal.SIGTERM)

    def stopped(self) -> None:
        """The block process was stopped by a signal."""

    def ask_where(self) -> None:
        """Has it write the line it is on, also where it is in C code."""
        send(self.pid, signal.SIGUSR1)

    def members(self, orphans: set[int]) -> set[int]:
        """All that live. Zombies are not among them."""
        raise NotImplementedError

    def is_empty(self, orphans: set[int]) -> bool:
        """Whether nothing of it is left, once the block process is gone."""
        return not self.members(orphans)

    def end(self, orphans: set[int]) -> set[int]:
        """Kills all of it, with what is started meanwhile. Returns whom it found; they may take a moment to be gone."""
        raise NotImplementedError

    def usage(self) -> Optional[Usage]:
        """What it uses now; None where nothing of it is there or the system does not tell."""
        raise NotImplementedError

    def exact_memory(self, used: Usage) -> int:
        """The bytes that count against a limit: pages that processes share counted once, where the system tells."""
        return used.memory

    def overrun(self) -> Optional[int]:
        """Bytes it used, where the system itself ended it for them before it was looked at."""
        return None

    def outcome(self, status: int) -> tuple[Optional[int], Optional[str]]:
        """The exit code or the name of the signal, from the status its end was told with."""
        code = os.waitstatus_to_exitcode(status)
        return (code, None) if code >= 0 else (None, signal_name(-code))

    def close(self) -> None:
        """Nothing of it is left: gives back what held it together."""


def signal_name(number: int) -> str:
    try:
        return signal.Signals(number).name
    except ValueError:
        return f'SIG{number}'
