"""The block processes of a supervisor, from fork to the last descendant's end."""

from __future__ import annotations

import os
import time
from typing import Any, Optional

from pipewright_runner.supervisor.containment.contained import Contained
from pipewright_runner.supervisor.containment.ways import contain
from pipewright_runner.supervisor.gpus import Gpus
from pipewright_runner.supervisor.limits import Watch
from pipewright_runner.supervisor.linux import IS_LINUX, MARK
from pipewright_runner.supervisor.process_table import own_children

# How long what a block left behind may take to end by itself: helpers of multiprocessing tidy up in this time.
LEFTOVER_SECONDS = 0.2
# How soon to look again where the kernel gives no sign.
AGAIN_SECONDS = 0.1
# How long a block over a limit of time has to tidy up.
TIDY_SECONDS = 0.5


class Block:
    """One block process and what became of it."""

    def __init__(self, command: dict[str, Any], pid: int, contained: Optional[Contained] = None) -> None:
        """`contained`: where the process is held already."""
        self.id: str = command['id']
        self.pid = pid
        self.says_where = has_limits(command)
        self.contained = contained or contain(command, pid, f'{MARK}={(command.get("environment") or {}).get(MARK) or self.id}')
        self.status: Optional[int] = None
        self.peak: Optional[int] = None
        # When to kill what is left; None while the block may go on.
        self.kill_at: Optional[float] = None
        self.cancelled = False
        self.watch = Watch(command, self.contained)
        # When to ask it to end; None where it is not asked, or was.
        self.ask_at: Optional[float] = None
        self.ended: set[int] = set()

    @property
    def alive(self) -> bool:
        return self.status is None

    def dues(self) -> tuple[Optional[float], ...]:
        """When something of this block is due."""
        return (self.kill_at, self.ask_at, self.watch.next_due() if self.alive else None)

    def exited_event(self) -> dict[str, Any]:
        assert self.status is not None
        code, ended_by = self.contained.outcome(self.status)
        return {
            'event': 'exited',
            'id': self.id,
            'code': code,
            'signal': ended_by,
            'peakMemoryBytes': self.peak,
            'leftovers': len(self.ended),
            'breach': self.watch.breach,
        }


def has_limits(command: dict[str, Any]) -> bool:
    return any((command.get('limits') or {}).values())


class Blocks:
    """All blocks of a supervisor that have not fully ended."""

    def __init__(self, others: set[int]) -> None:
        """`others`: processes of the supervisor's own, which are no blocks' and no orphans."""
        self.by_id: dict[str, Block] = {}
        self.others = others
        self.gpus = Gpus(others)

    def add(self, block: Block) -> None:
        self.by_id[block.id] = block

    def cancel(self, block_id: str, grace_seconds: float) -> None:
        """Asks a block to end, and sets the time from which it is no longer asked."""
        block = self.by_id.get(block_id)
        if block is None:
            return
        block.cancelled = True
        if grace_seconds > 0 and block.alive:
            block.contained.ask()
        at = time.monotonic() + grace_seconds
        block.kill_at = at if block.kill_at is None else min(at, block.kill_at)

    def look(self) -> None:
        """Takes samples that are due; a block found over a limit says where it is, and is ended."""
        now = time.monotonic()
        for block in self.by_id.values():
            if block.ask_at is not None and now >= block.ask_at:
                block.ask_at = None
                block.contained.ask()
            if not block.alive or now < block.watch.next_due():
                continue
            breach = block.watch.look(self.gpus)
            if breach is not None:
                self.end_over_limit(block, breach['kind'])

    def end_over_limit(self, block: Block, kind: str) -> None:
        # Registered with faulthandler: the stack is written even where Python code does not come to run.
        if block.says_where:
            block.contained.ask_where()
        at = time.monotonic() + block.contained.stack_seconds
        if kind != 'memory':
            block.ask_at = at
            at += TIDY_SECONDS
        block.kill_at = at if block.kill_at is None else min(at, block.kill_at)

    def stopped(self, pid: int) -> None:
        for block in self.by_id.values():
            if block.pid == pid:
                block.contained.stopped()

    def reaped(self, pid: int, status: int, peak: Optional[int]) -> None:
        for block in self.by_id.values():
            if block.pid == pid and block.alive:
                block.status, block.peak = status, peak
                block.contained.alive = False
                soon = time.monotonic() + LEFTOVER_SECONDS
                block.kill_at = soon if block.kill_at is None else min(soon, block.kill_at)

    def orphans(self) -> set[int]:
        """Direct children of the supervisor that are no block: what blocks that are gone have left."""
        children = own_children()
        if children is None:
            from pipewright_runner.supervisor.process_table import living

            children = {process.pid for process in living().values() if process.parent == os.getpid()}
        return children - self.others - {block.pid for block in self.by_id.values() if block.alive}

    def settle(self) -> list[Block]:
        """Kills what is due; returns, and forgets, the blocks of which nothing is left."""
        gone = []
        orphans = self.orphans() if IS_LINUX and any(not block.alive for block in self.by_id.values()) else set()
        for block in list(self.by_id.values()):
            if not block.alive and block.contained.is_empty(orphans):
                gone.append(block)
                del self.by_id[block.id]
                block.watch.close()
                block.contained.close()
            elif block.kill_at is not None and time.monotonic() >= block.kill_at:
                block.ended |= block.contained.end(orphans) - {block.pid}
                block.kill_at = time.monotonic() + AGAIN_SECONDS
        if gone and not self.by_id:
            self.gpus.stop()
        return gone

    def next_due(self) -> Optional[float]:
        """Seconds until something is due."""
        times = [due for block in self.by_id.values() for due in block.dues() if due is not None]
        return max(0.0, min(times) - time.monotonic()) if times else None
