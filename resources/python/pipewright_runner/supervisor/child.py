"""What a forked block process does before it runs the block: it becomes as clean as a new one."""

from __future__ import annotations

import _signal
import gc
import json
import os
import signal
import socket
import sys
import time
import warnings
from typing import Any, NoReturn, Optional

from pipewright_runner.process import leave, own_arguments, own_main, say_where_on_signal
from pipewright_runner.supervisor import linux
from pipewright_runner.supervisor.blocks import has_limits
from pipewright_runner.talk import Talk, bind_talk

CHANNELS = (b'stdout', b'stderr', b'control')
# Plain numbers: the names are enums, which take a walk through Python.
UNIX, STREAM = int(getattr(socket, 'AF_UNIX', 0)), int(socket.SOCK_STREAM)
CONTROL_FD = 3
# What every block needs, loaded ahead so that no block waits for it.
RUNNER_MODULES = ('run_block', 'kinds', 'sensors', 'process', 'dynamic', 'conditionals', 'callbacks')
# The exit code of a block process that could not be set up.
NOT_SET_UP = 120
HANDLED = tuple(int(getattr(signal, name)) for name in ('SIGCHLD', 'SIGTERM', 'SIGHUP') if hasattr(signal, name))


class Birth:
    """What the supervisor knows that its children need. The command of one that is forked ahead comes later."""

    def __init__(self, parent: int, mark_address: Optional[int], talk: Talk, cwd: str) -> None:
        self.command: dict[str, Any] = {}
        self.parent = parent
        self.mark_address = mark_address
        self.talk = talk
        self.filters: list[Any] = []
        self.cwd = cwd
        # Looked up before a fork, as all that can be.
        from pipewright_runner.run_block import run_block

        self.run = run_block


def begin_before_forks() -> Talk:
    """What the runner does first, and what is the same for all blocks: a fork pays for every page it touches.

    It goes by the numbers of descriptors, which lead nowhere in the supervisor itself.
    """
    from pipewright_runner.run_block import begin

    own_main()
    return begin(bind_talk(True, CONTROL_FD))


def live_from_start(birth: Birth) -> None:
    """The whole life of a block process that was forked when its block started. Does not return."""
    try:
        prepare_process(birth)
    except BaseException as error:
        not_set_up(birth, error)
    live(birth)


def live(birth: Birth) -> None:
    """The life of a process that is to be this block from now on. Does not return."""
    command = birth.command
    try:
        environment = command.get('environment') or {}
        linux.write_mark(birth.mark_address, environment.get(linux.MARK) or command['id'])
        if 'cgroup' in command:
            from pipewright_runner.supervisor.containment.cgroup import join

            join(command['cgroup'])
        connect(command)
        take_surroundings(birth)
    except BaseException as error:
        not_set_up(birth, error)
    try:
        directory = command['directory']
        own_arguments(directory)
        if has_limits(command):
            say_where_on_signal(directory)
        if not linux.IS_LINUX:
            import atexit

            from pipewright_runner.supervisor.containment.marks import be_seen

            # The first to be registered is the last to be called.
            atexit.register(be_seen)
        code = birth.run(directory, birth.talk)
    except BaseException:
        import traceback

        os.write(2, traceback.format_exc().encode('utf-8', 'backslashreplace'))
        code = 1
    leave(code)


def not_set_up(birth: Birth, error: BaseException) -> NoReturn:
    os.write(2, f'block {birth.command.get("id")} could not be set up: {type(error).__name__}: {error}\n'.encode())
    os._exit(NOT_SET_UP)


def prepare_process(birth: Birth, keep: int = -1) -> int:
    """All that can be done before it is known which block this is. Returns the new number of the descriptor to keep.

    Own session and group, default signals, tied to the supervisor's life, reaper of its own orphans; nothing of the supervisor's
    stays open but its stderr.
    """
    os.setsid()
    linux.die_with_parent(birth.parent)
    linux.become_reaper()
    # Not through the module signal, which makes enums of numbers and back: a fork pays for every page it touches.
    _signal.set_wakeup_fd(-1)
    for number in HANDLED:
        _signal.signal(number, _signal.SIG_DFL)
    _signal.signal(_signal.SIGINT, _signal.default_int_handler)
    _signal.pthread_sigmask(_signal.SIG_SETMASK, ())
    null = os.open(os.devnull, os.O_RDWR)
    os.dup2(null, 0)
    # What stdout is made over may not be one that can be sought in, since it will not be in the end.
    os.dup2(null if keep < 0 else keep, 1)
    if keep >= 0:
        os.dup2(keep, CONTROL_FD, inheritable=False)
    first = CONTROL_FD if keep < 0 else CONTROL_FD + 1
    if not linux.close_from(first):
        os.closerange(first, highest_descriptor())
    forget_finders(birth.cwd)
    return CONTROL_FD


def connect(command: dict[str, Any]) -> None:
    """Connects stdout, stderr and the control channel."""
    descriptors = []
    hello = b'{"id":%s,"channel":"%%s"}\n' % json.dumps(command['id']).encode().replace(b'%', b'%%')
    for channel in CHANNELS:
        # The type under `socket.socket`, which needs no more than the calls of the system.
        connection = socket.SocketType(UNIX, STREAM)
        connection.connect(command['socket'])
        connection.sendall(hello % channel)
        descriptors.append(connection.detach())
    # Out of the way of the numbers they get.
    moved = [os.dup(descriptor) if descriptor <= CONTROL_FD else descriptor for descriptor in descriptors]
    os.dup2(moved[0], 1)
    os.dup2(moved[1], 2)
    os.dup2(moved[2], CONTROL_FD, inheritable=False)
    for descriptor in {*descriptors, *moved} - {CONTROL_FD}:
        os.close(descriptor)


def highest_descriptor() -> int:
    """One above the highest open descriptor, as far as that is cheap to know."""
    try:
        return max(map(int, os.listdir('/dev/fd'))) + 1
    except (OSError, ValueError):
        return 1024


def take_surroundings(birth: Birth) -> None:
    """Environment, folder, import path, filters of warnings, limits, random seeds."""
    command = birth.command
    warnings.filters[:] = birth.filters
    environment = command.get('environment') or {}
    os.environ.pop(linux.MARK, None)
    for name, value in environment.items():
        if value is None:
            os.environ.pop(name, None)
        else:
            os.environ[name] = str(value)
    os.environ.setdefault(linux.MARK, command['id'])
    if 'TZ' in environment and hasattr(time, 'tzset'):
        time.tzset()
    os.chdir(command['cwd'])
    own = [entry for entry in sys.path if entry not in ('', birth.cwd)]
    sys.path[:] = [*(command.get('pythonPath') or []), *own]
    limit_files((command.get('limits') or {}).get('openFiles'))
    # The module random seeds itself after a fork.
    numpy_random = sys.modules.get('numpy.random')
    if numpy_random is not None:
        numpy_random.seed()
    gc.enable()


def forget_finders(cwd: str) -> None:
    """Where the supervisor looked for modules and what was not there: this process has another folder, and may find what was made since."""
    finders = sys.path_importer_cache
    for path in [path for path, finder in finders.items() if finder is None or path == cwd or path[:1] != '/']:
        del finders[path]


def limit_files(count: Optional[int]) -> None:
    """Opening more files than this raises OSError in the block. Windows has no such limit."""
    if not count or os.name == 'nt':
        return
    import resource

    resource.setrlimit(resource.RLIMIT_NOFILE, (count, count))
