"""What a block process and all below it use: memory and processor time, from /proc."""

from __future__ import annotations

import os
from typing import Optional

from pipewright_runner.supervisor.process_table import descendants, living

PAGE = os.sysconf('SC_PAGE_SIZE') if hasattr(os, 'sysconf') else 4096
TICKS = os.sysconf('SC_CLK_TCK') if hasattr(os, 'sysconf') else 100


class Usage:
    """What a tree of processes uses at one moment."""

    __slots__ = ('cpu', 'memory', 'pids')

    def __init__(self, memory: int, cpu: float, pids: list[int]) -> None:
        self.memory = memory
        self.cpu = cpu
        self.pids = pids


def tree_of(root: int) -> list[int]:
    """A process and all below it, cheaply where the kernel lists children."""
    found = [root]
    for pid in found:
        below = children_of(pid)
        if below is None:
            return sorted(descendants(living(), [root]))
        found.extend(below)
    return found


def children_of(pid: int) -> Optional[list[int]]:
    """The children of all threads of a process; None where the kernel does not list them."""
    children: list[int] = []
    try:
        threads = os.listdir(f'/proc/{pid}/task')
    except OSError:
        return children
    for thread in threads:
        try:
            with open(f'/proc/{pid}/task/{thread}/children', 'rb') as file:
                children.extend(map(int, file.read().split()))
        except FileNotFoundError:
            if os.path.exists(f'/proc/{pid}/task/{thread}'):
                return None
        except OSError:
            continue
    return children


def usage_of(root: int) -> Optional[Usage]:
    """None once nothing of it is there."""
    memory, cpu, pids = 0, 0.0, []
    for pid in tree_of(root):
        used = process_usage(pid)
        if used is not None:
            memory += used[0]
            cpu += used[1]
            if used[2]:
                pids.append(pid)
    return Usage(memory, cpu, pids) if pids else None


def process_usage(pid: int) -> Optional[tuple[int, float, bool]]:
    """Resident bytes, seconds of processor time with those of ended children, and whether it lives: of a zombie the time counts."""
    try:
        with open(f'/proc/{pid}/stat', 'rb') as file:
            stat = file.read()
    except OSError:
        return None
    # Counted from the last parenthesis: the command's name before it may hold anything.
    fields = stat[stat.rindex(b')') + 2 :].split()
    return int(fields[21]) * PAGE, sum(map(int, fields[11:15])) / TICKS, fields[0] != b'Z'


def exact_memory(pids: list[int]) -> int:
    """Memory with shared pages counted once: what forked processes have in common is no one's alone. Slower than `usage_of`."""
    return sum(map(proportional_memory, pids))


def proportional_memory(pid: int) -> int:
    try:
        with open(f'/proc/{pid}/smaps_rollup', 'rb') as file:
            for line in file:
                if line.startswith(b'Pss:'):
                    return int(line.split()[1]) * 1024
    except OSError:
        pass
    used = process_usage(pid)
    return 0 if used is None else used[0]
