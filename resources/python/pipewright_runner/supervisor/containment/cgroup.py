"""Linux, for blocks with a limit of memory: a control group (version 2) of their own, where one can be had.

The kernel slows down a block that reaches its limit faster than it is looked at, and ends it before it takes the machine with it;
its memory counts with shared memory and what is in memory file systems, its processor time with all that has ended. To join one
costs a process 12 ms, more than all else of a plain block's start: blocks without a limit of memory are held by reapers alone, and
these are too, so that nothing rests on a group that its own processes may leave.
"""

from __future__ import annotations

import os
from typing import Any, Callable, Optional

from pipewright_runner.supervisor.containment.reaper import Reaped
from pipewright_runner.supervisor.process_table import send
from pipewright_runner.supervisor.usage import Usage, exact_memory

# A group that may be used, where there is no user session of systemd or it is not to be.
VARIABLE = 'PIPEWRIGHT_CGROUP'
PREFIX = 'pipewright-'
# Above the limit, so that the looks find the block over it before it is slowed down for what is no one's fault: memory of the kernel.
SLOWED = (1.05, 16 << 20)
ENDED = (1.25, 64 << 20)


class Grouped(Reaped):
    """What is in the group or below the block process."""

    # Slowed down, it comes to hear a signal later.
    stack_seconds = 0.6

    def __init__(self, pid: int, path: str) -> None:
        super().__init__(pid)
        self.path = path

    def members(self, orphans: set[int]) -> set[int]:
        return self.processes() | super().members(orphans)

    def processes(self) -> set[int]:
        return set(map(int, read(self.path, 'cgroup.procs').split()))

    def is_empty(self, orphans: set[int]) -> bool:
        return super().is_empty(orphans) and not self.processes()

    def end(self, orphans: set[int]) -> set[int]:
        found = self.members(orphans)
        if not write(self.path, 'cgroup.kill', '1'):
            for pid in self.processes():
                send(pid, 9)
        return found | super().end(orphans)

    def usage(self) -> Optional[Usage]:
        used = super().usage()
        if used is None:
            return None
        microseconds = numbers(self.path, 'cpu.stat').get('usage_usec', 0)
        pids = sorted(self.processes().union(used.pids))
        return Usage(max(used.memory, self.memory()), max(used.cpu, microseconds / 1_000_000), pids)

    def exact_memory(self, used: Usage) -> int:
        # Of what all its processes have in common each has its part.
        return max(exact_memory(used.pids), self.memory())

    def memory(self) -> int:
        """Bytes of the group without the cache of files, which the kernel can take back; 0 where it does not count."""
        current = read(self.path, 'memory.current').strip()
        if not current:
            return 0
        parts = numbers(self.path, 'memory.stat')
        return max(0, int(current) - parts.get('active_file', 0) - parts.get('inactive_file', 0))

    def overrun(self) -> Optional[int]:
        if not numbers(self.path, 'memory.events').get('oom_kill'):
            return None
        return int(read(self.path, 'memory.peak').strip() or 0) or int(read(self.path, 'memory.max').strip())

    def close(self) -> None:
        remove(self.path)


class Groups:
    """Makes groups for blocks, below one that the user may write to."""

    def __init__(self, say: Callable[[str], None]) -> None:
        """`say` is told once what limited blocks are held by."""
        self.parent = find_parent()
        self.count = 0
        if self.parent is None:
            say('reapers: there is no control group this user may divide')
            return
        remove_stale(self.parent)
        say(f'control groups below {self.parent}')

    def make(self, memory: int) -> Optional[str]:
        """A group for a block that may use so many bytes; None where it cannot be made."""
        if self.parent is None:
            return None
        self.count += 1
        path = os.path.join(self.parent, f'{PREFIX}{os.getpid()}-{self.count}')
        try:
            os.mkdir(path)
        except OSError:
            return None
        # Swapped out it would never be over its limit, only slow.
        wanted = {'memory.high': more(memory, SLOWED), 'memory.max': more(memory, ENDED), 'memory.oom.group': 1, 'memory.swap.max': 0}
        for name, value in wanted.items():
            if not write(path, name, str(value)) and name == 'memory.max':
                remove(path)
                return None
        return path


def more(memory: int, by: tuple[float, int]) -> int:
    factor, constant = by
    return int(memory * factor) + constant


def find_parent() -> Optional[str]:
    """The nearest group above this process that may be divided and hands on control of memory; None where there is none.

    What is systemd's to divide is left to it: only a user's own manager, whose groups are the user's, and the group that is named
    by the user are taken.
    """
    named = os.environ.get(VARIABLE)
    if named:
        return named if may_divide(named) else None
    for path, place in above(own_group()):
        if may_divide(path):
            return path
        if place.startswith('user@'):
            return None
    return None


def above(group: Optional[tuple[str, str]]) -> list[tuple[str, str]]:
    """The group of a process and those above it, nearest first, as far as they belong to a user's manager: folder and name."""
    mount, path = group or ('', '')
    found = []
    while f'/user@{os.getuid()}.service' in path:
        found.append((mount + path, os.path.basename(path)))
        path = os.path.dirname(path)
    return found


def own_group() -> Optional[tuple[str, str]]:
    """Where groups of version 2 are mounted, and which is this process's."""
    mount = next((fields[4] for fields in map(str.split, lines('/proc/self/mountinfo')) if 'cgroup2' in fields), None)
    path = next((line[3:].rstrip('\n') for line in lines('/proc/self/cgroup') if line.startswith('0::/')), None)
    return None if mount is None or path is None else (mount, path)


def may_divide(path: str) -> bool:
    """Whether groups can be made in this one, processes of ours be moved there, and their memory be controlled."""
    if not (os.access(path, os.W_OK) and os.access(os.path.join(path, 'cgroup.procs'), os.W_OK)):
        return False
    if 'memory' in read(path, 'cgroup.subtree_control').split():
        return True
    # Refused where processes are in the group itself, as they are in that of a terminal.
    return 'memory' in read(path, 'cgroup.controllers').split() and write(path, 'cgroup.subtree_control', '+memory')


def remove_stale(parent: str) -> None:
    """Takes away groups of supervisors that were killed."""
    for name in os.listdir(parent):
        pid = name[len(PREFIX) :].partition('-')[0]
        if name.startswith(PREFIX) and pid.isdigit() and not os.path.exists(f'/proc/{pid}'):
            remove(os.path.join(parent, name))


def remove(path: str) -> None:
    try:
        os.rmdir(path)
    except OSError:
        # Something of it is just ending, or somebody divided it: whoever finds it stale takes it away.
        return


def lines(path: str) -> list[str]:
    try:
        with open(path, encoding='utf-8', errors='replace') as file:
            return file.readlines()
    except OSError:
        return []


def read(path: str, name: str) -> str:
    """A file of a group; empty where this kernel or this group has none."""
    return ''.join(lines(os.path.join(path, name)))


def numbers(path: str, name: str) -> dict[str, int]:
    """A file of names and numbers."""
    pairs = (line.split() for line in lines(os.path.join(path, name)))
    return {pair[0]: int(pair[1]) for pair in pairs if len(pair) == 2 and pair[1].isdigit()}


def write(path: str, name: str, value: Any) -> bool:
    try:
        descriptor = os.open(os.path.join(path, name), os.O_WRONLY)
    except OSError:
        return False
    try:
        os.write(descriptor, str(value).encode())
    except OSError:
        return False
    finally:
        os.close(descriptor)
    return True


def join(path: str) -> None:
    """Moves this process into a group. Where that is refused, it is held by reapers alone."""
    write(path, 'cgroup.procs', '0')
