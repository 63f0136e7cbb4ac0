"""The few system calls Python has no names for, most of them of Linux: elsewhere they do nothing."""

from __future__ import annotations

import ctypes
import os
import signal
import sys
from typing import Optional

MARK = 'PIPEWRIGHT_BLOCK_RUN'
MARK_ROOM = 400
PR_SET_PDEATHSIG = 1
PR_SET_CHILD_SUBREAPER = 36
ALL = 2**31 - 1

# By `groups` a Linux machine is treated as macOS is: nothing of Linux is used. For tests.
IS_LINUX = sys.platform.startswith('linux') and os.environ.get('PIPEWRIGHT_CONTAINMENT') != 'groups'
LIBC = ctypes.CDLL(None, use_errno=True) if os.name == 'posix' else None
if IS_LINUX and LIBC is not None:
    # Looked up once, before any fork.
    LIBC.prctl.argtypes = (ctypes.c_int, ctypes.c_ulong, ctypes.c_ulong, ctypes.c_ulong, ctypes.c_ulong)
CLOSE_RANGE = getattr(LIBC, 'close_range', None) if IS_LINUX else None


def become_reaper() -> bool:
    """Orphans below this process come back to it instead of to init."""
    return IS_LINUX and LIBC is not None and LIBC.prctl(PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0) == 0


def die_with_parent(parent: int) -> None:
    """The kernel kills this process when its parent ends, however the parent ends."""
    if LIBC is None or not IS_LINUX:
        return
    LIBC.prctl(PR_SET_PDEATHSIG, signal.SIGKILL, 0, 0, 0)
    if os.getppid() != parent:
        os._exit(1)


def close_from(first: int) -> bool:
    """Closes all descriptors from this number on, in one call; False where the system has no such call."""
    return CLOSE_RANGE is not None and CLOSE_RANGE(first, ALL, 0) == 0


def outlive_parent() -> None:
    """Takes back `die_with_parent`: this process sees to its own end."""
    if LIBC is not None and IS_LINUX:
        LIBC.prctl(PR_SET_PDEATHSIG, 0, 0, 0, 0)


def make_room_for_mark() -> None:
    """Starts this program again with room for the mark of a block run in the environment the kernel shows.

    /proc/<pid>/environ (on macOS `ps -E`) shows the bytes a process was started with, and a forked process was never started. With room
    reserved, a forked block can write its mark over those bytes, and so can be found by them like any other process.
    """
    if LIBC is None or len(os.environ.get(MARK, '')) >= MARK_ROOM:
        return
    from subprocess import _args_from_interpreter_flags

    environment = {**os.environ, MARK: ' ' * MARK_ROOM}
    arguments = [sys.executable, *_args_from_interpreter_flags(), '-m', 'pipewright_runner.supervisor', *sys.argv[1:]]
    os.execve(sys.executable, arguments, environment)


def mark_address() -> Optional[int]:
    """Where the room for the mark is. Must be asked before anything changes the environment."""
    if LIBC is None or len(os.environ.get(MARK, '')) < MARK_ROOM:
        return None
    LIBC.getenv.restype = ctypes.c_void_p
    return LIBC.getenv(MARK.encode())


def write_mark(address: Optional[int], mark: str) -> None:
    """Shows the mark of a block run in the environment of this forked process, as others see it."""
    if address is None:
        return
    data = mark.encode()[:MARK_ROOM]
    ctypes.memmove(address, data.ljust(MARK_ROOM, b'\0'), MARK_ROOM)
