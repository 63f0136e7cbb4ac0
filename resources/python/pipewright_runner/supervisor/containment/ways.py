"""Which way the processes of blocks are held together here."""

from __future__ import annotations

from typing import Any

from pipewright_runner.supervisor.containment.contained import Contained
from pipewright_runner.supervisor.linux import IS_LINUX

if IS_LINUX:
    from pipewright_runner.supervisor.containment.reaper import Reaped
else:
    from pipewright_runner.supervisor.containment.marks import Marked


def contain(command: dict[str, Any], pid: int, mark: str) -> Contained:
    """The processes of a block whose process was just forked. `mark` is what all of them have in their environment."""
    if not IS_LINUX:
        return Marked(pid, mark)
    if 'cgroup' in command:
        from pipewright_runner.supervisor.containment.cgroup import Grouped

        return Grouped(pid, command['cgroup'])
    return Reaped(pid)
