"""Who is whose child: from /proc on Linux, from ps elsewhere."""

from __future__ import annotations

import os
import signal
from typing import Iterable, Optional

from pipewright_runner.supervisor.linux import IS_LINUX


class Process:
    """One living process."""

    __slots__ = ('group', 'marks', 'parent', 'pid')

    def __init__(self, pid: int, parent: int, group: int, marks: str = '') -> None:
        self.pid = pid
        self.parent = parent
        self.group = group
        self.marks = marks


def living() -> dict[int, Process]:
    """All living processes. Zombies are not among them: they run nothing and hold nothing."""
    return from_proc() if IS_LINUX else from_ps()


def from_proc() -> dict[int, Process]:
    found = {}
    for name in os.listdir('/proc'):
        if not name.isdigit():
            continue
        try:
            with open(f'/proc/{name}/stat', 'rb') as file:
                stat = file.read()
        except OSError:
            continue
        # The command's name is in parentheses and may hold anything, so the fields are counted from the last one.
        state, parent, group = stat[stat.rindex(b')') + 2 :].split(None, 3)[:3]
        if state not in (b'Z', b'X'):
            pid = int(name)
            found[pid] = Process(pid, int(parent), int(group))
    return found


def from_ps() -> dict[int, Process]:
    # Not on Linux, where it would be loaded for nothing.
    import subprocess

    command = ['/bin/ps', '-axwwE', '-o', 'pid=,ppid=,pgid=,stat=,command=']
    return parse_ps(subprocess.run(command, stdout=subprocess.PIPE, check=False).stdout.decode('utf-8', 'replace'))


def parse_ps(text: str) -> dict[int, Process]:
    found = {}
    for line in text.splitlines():
        fields = line.split(None, 4)
        if len(fields) < 4 or fields[3].startswith('Z'):
            continue
        pid, parent, group = map(int, fields[:3])
        found[pid] = Process(pid, parent, group, fields[4] if len(fields) > 4 else '')
    return found


def descendants(table: dict[int, Process], roots: Iterable[int]) -> set[int]:
    """The living among the roots and everything below them."""
    children: dict[int, list[int]] = {}
    for process in table.values():
        children.setdefault(process.parent, []).append(process.pid)
    found: set[int] = set()
    waiting = list(roots)
    while waiting:
        pid = waiting.pop()
        if pid in table and pid not in found:
            found.add(pid)
        waiting.extend(child for child in children.get(pid, ()) if child not in found)
    return found


def own_children() -> Optional[set[int]]:
    """The direct children of this process, zombies among them; None where the kernel does not tell."""
    try:
        with open(f'/proc/self/task/{os.getpid()}/children', 'rb') as file:
            return set(map(int, file.read().split()))
    except OSError:
        return None


def end_all(find: Finder) -> set[int]:
    """Kills all that find() finds: first stops them, until a look finds no new one, then nobody is left to start more."""
    stopped: set[int] = set()
    for _ in range(200):
        new = find() - stopped
        if not new:
            break
        for pid in new:
            send(pid, signal.SIGSTOP)
        stopped |= new
    for pid in stopped:
        send(pid, signal.SIGKILL)
    return stopped


def send(pid: int, number: int) -> None:
    try:
        os.kill(pid, number)
    except (ProcessLookupError, PermissionError):
        return


class Finder:
    """Says which processes are meant, as often as asked."""

    def __call__(self) -> set[int]:
        raise NotImplementedError


class Below(Finder):
    """The roots and everything below them; on systems without reapers also what carries a mark or a group."""

    def __init__(self, roots: set[int], mark: str = '', group: Optional[int] = None) -> None:
        self.roots = roots
        self.mark = mark
        self.group = group

    def __call__(self) -> set[int]:
        table = living()
        roots = set(self.roots)
        if not IS_LINUX:
            roots |= {p.pid for p in table.values() if p.group == self.group or (self.mark and self.mark in p.marks)}
        return descendants(table, roots) - {os.getpid()}
