"""What a forked block process does before it runs the block: it becomes as clean as a new one."""

from __future__ import annotations

import gc
import os
import random
import signal
import socket
import sys
import time
import warnings
from typing import Any, Optional

from pipewright_runner.process import leave, own_process, say_where_on_signal
from pipewright_runner.supervisor import linux
from pipewright_runner.supervisor.blocks import has_limits

CHANNELS = ('stdout', 'stderr', 'control')
CONTROL_FD = 3
# The exit code of a block process that could not be set up.
NOT_SET_UP = 120
HANDLED = (signal.SIGCHLD, signal.SIGTERM, signal.SIGHUP)


class Birth:
    """What the supervisor knows that its child needs."""

    def __init__(self, command: dict[str, Any], parent: int, mark_address: Optional[int], filters: list[Any], cwd: str) -> None:
        self.command = command
        self.parent = parent
        self.mark_address = mark_address
        self.filters = filters
        self.cwd = cwd


def live(birth: Birth) -> None:
    """The whole life of a block process. Does not return."""
    code = NOT_SET_UP
    try:
        become_own_process(birth)
        connect(birth.command)
        take_surroundings(birth)
    except BaseException as error:
        os.write(2, f'block {birth.command["id"]} could not be set up: {type(error).__name__}: {error}\n'.encode())
        os._exit(code)
    try:
        from pipewright_runner.run_block import run_block

        directory = birth.command['directory']
        own_process(directory)
        if has_limits(birth.command):
            say_where_on_signal(directory)
        code = run_block(directory)
    except BaseException:
        import traceback

        os.write(2, traceback.format_exc().encode('utf-8', 'backslashreplace'))
        code = 1
    leave(code)


def become_own_process(birth: Birth) -> None:
    """Own session and group, default signals, tied to the supervisor's life, reaper of its own orphans."""
    os.setsid()
    linux.die_with_parent(birth.parent)
    linux.become_reaper()
    signal.set_wakeup_fd(-1)
    for number in HANDLED:
        signal.signal(number, signal.SIG_DFL)
    signal.signal(signal.SIGINT, signal.default_int_handler)
    signal.pthread_sigmask(signal.SIG_SETMASK, [])
    environment = birth.command.get('environment') or {}
    linux.write_mark(birth.mark_address, environment.get(linux.MARK) or birth.command['id'])


def connect(command: dict[str, Any]) -> None:
    """Connects stdout, stderr and the control channel; stdin is empty; nothing else stays open."""
    descriptors = []
    for channel in CHANNELS:
        connection = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        connection.connect(command['socket'])
        connection.sendall(b'{"id":%s,"channel":"%s"}\n' % (json_text(command['id']), channel.encode()))
        descriptors.append(connection.detach())
    # Out of the way of the numbers they get below.
    moved = [os.dup(descriptor) if descriptor <= CONTROL_FD else descriptor for descriptor in descriptors]
    null = os.open(os.devnull, os.O_RDONLY)
    os.dup2(null, 0)
    os.dup2(moved[0], 1)
    os.dup2(moved[1], 2)
    os.dup2(moved[2], CONTROL_FD, inheritable=False)
    os.closerange(CONTROL_FD + 1, highest_descriptor())


def json_text(value: str) -> bytes:
    import json

    return json.dumps(value).encode()


def highest_descriptor() -> int:
    """One above the highest open descriptor, as far as that is cheap to know."""
    try:
        return max(map(int, os.listdir('/dev/fd'))) + 1
    except (OSError, ValueError):
        return 1024


def take_surroundings(birth: Birth) -> None:
    """Environment, folder, import path, limits, random seeds."""
    command = birth.command
    os.environ.pop(linux.MARK, None)
    for name, value in (command.get('environment') or {}).items():
        if value is None:
            os.environ.pop(name, None)
        else:
            os.environ[name] = str(value)
    os.environ.setdefault(linux.MARK, command['id'])
    os.environ['PIPEWRIGHT_FRAMES'] = '1'
    os.environ['PIPEWRIGHT_CONTROL_FD'] = str(CONTROL_FD)
    time.tzset()
    os.chdir(command['cwd'])
    own = [entry for entry in sys.path if entry not in ('', birth.cwd)]
    sys.path[:] = [*(command.get('pythonPath') or []), *own]
    sys.path_importer_cache.clear()
    limit_files((command.get('limits') or {}).get('openFiles'))
    warnings.filters[:] = birth.filters
    random.seed()
    numpy_random = sys.modules.get('numpy.random')
    if numpy_random is not None:
        numpy_random.seed()
    gc.enable()


def limit_files(count: Optional[int]) -> None:
    """Opening more files than this raises OSError in the block."""
    if not count:
        return
    import resource

    resource.setrlimit(resource.RLIMIT_NOFILE, (count, count))
