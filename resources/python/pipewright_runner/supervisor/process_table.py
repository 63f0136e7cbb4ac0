"""Who is whose child: from /proc on Linux, from ps elsewhere."""

from __future__ import annotations

import os
import signal
import sys
from typing import Callable, Iterable, Optional

from pipewright_runner.plain_files import read_bytes
from pipewright_runner.supervisor.linux import IS_LINUX


class Process:
    """One living process; what comes after its group is known where `ps` was asked."""

    __slots__ = ('cpu', 'group', 'marks', 'memory', 'parent', 'pid', 'started')

    def __init__(self, pid: int, parent: int, group: int) -> None:
        self.pid = pid
        self.parent = parent
        self.group = group
        self.marks = ''
        # Resident bytes, seconds of processor time, and when it was started: with the number it tells one process from all others.
        self.memory = 0
        self.cpu = 0.0
        self.started = ''


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

    # With the environment, where the system shows it: to nobody of other users' processes, on macOS nor of Apple's own programs.
    flags = '-axwwE' if sys.platform == 'darwin' else 'axeww'
    command = ['/bin/ps', flags, '-o', 'pid=,ppid=,pgid=,stat=,rss=,time=,lstart=,command=']
    process = subprocess.Popen(command, stdout=subprocess.PIPE, env={**os.environ, 'LC_ALL': 'C'})
    found = parse_ps(process.communicate()[0].decode('utf-8', 'replace'))
    # It sees itself, and is gone: who looks until there is nothing new would go on for long.
    found.pop(process.pid, None)
    return found


def parse_ps(text: str) -> dict[int, Process]:
    found = {}
    for line in text.splitlines():
        # Five words are the time of the start.
        fields = line.split(None, 11)
        if len(fields) < 11 or fields[3].startswith('Z'):
            continue
        process = Process(*map(int, fields[:3]))
        process.memory, process.cpu, process.started = int(fields[4]) * 1024, seconds_of(fields[5]), ' '.join(fields[6:11])
        process.marks = fields[11] if len(fields) > 11 else ''
        found[process.pid] = process
    return found


def seconds_of(time: str) -> float:
    """`3:25.41` as macOS says it, `1-02:03:04` as Linux does."""
    days, _, clock = time.rpartition('-')
    total = 0.0
    for part in clock.split(':'):
        total = total * 60 + float(part)
    return total + 86400 * int(days or 0)


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
        return set(map(int, read_bytes(f'/proc/self/task/{os.getpid()}/children').split()))
    except OSError:
        return None


def below(roots: set[int]) -> set[int]:
    """The living among the roots and everything below them, without this process itself."""
    return descendants(living(), roots) - {os.getpid()}


def end_all(find: Callable[[], set[int]]) -> set[int]:
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
