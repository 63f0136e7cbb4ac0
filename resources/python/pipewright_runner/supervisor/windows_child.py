"""A block process on Windows: started before its block is known, it is told by its stdin what to load and then which block it is."""

from __future__ import annotations

import _thread
import importlib
import json
import os
import sys
import threading
import traceback
import warnings
from typing import Any, Optional

# Out of the way of the numbers that channels get.
COMMANDS_FD = 10
# How long to wait for one of the engine's pipes to be free.
PIPE_MILLISECONDS = 10_000
ERROR_SEM_TIMEOUT, ERROR_PIPE_BUSY = 121, 231


def main() -> None:
    """Does not return."""
    from pipewright_runner.supervisor.windows_spares import LAUNCHER

    os.environ.pop(LAUNCHER, None)
    take_descriptors()
    from pipewright_runner.rehearsal import rehearse
    from pipewright_runner.supervisor.child import RUNNER_MODULES, Birth, begin_before_forks

    for name in RUNNER_MODULES:
        importlib.import_module(f'pipewright_runner.{name}')
    os.environ.setdefault('MPLBACKEND', 'Agg')
    birth = Birth(os.getppid(), None, begin_before_forks(), os.getcwd())
    rehearse()
    commands = Commands()
    while True:
        line = commands.next()
        if line is None:
            os._exit(0)
        told = json.loads(line)
        if isinstance(told, dict):
            break
        preload(told)
    birth.command = told
    birth.filters = list(warnings.filters)
    live(birth, commands)


def preload(modules: list[str]) -> None:
    """Imports libraries; one that fails is left to the block that needs it."""
    for name in modules:
        try:
            importlib.import_module(name)
        except BaseException as error:
            os.write(2, f'preload of {name}: {type(error).__name__}: {error}\n'.encode('utf-8', 'backslashreplace'))


def take_descriptors() -> None:
    """User code finds nothing on stdin; what stdout and the control channel lead to comes with the block."""
    os.dup2(0, COMMANDS_FD, inheritable=False)
    null = os.open(os.devnull, os.O_RDWR)
    os.dup2(null, 0)
    os.dup2(null, 3, inheritable=False)
    if null > 3:
        os.close(null)
    sys.stdin = open(0, encoding='utf-8', closefd=False)


class Commands:
    """Lines of the supervisor."""

    def __init__(self) -> None:
        self.rest = b''

    def next(self) -> Optional[bytes]:
        """None once the supervisor is gone."""
        while b'\n' not in self.rest:
            try:
                data = os.read(COMMANDS_FD, 1 << 16)
            except OSError:
                return None
            if not data:
                return None
            self.rest += data
        line, self.rest = self.rest.split(b'\n', 1)
        return line


def live(birth: Any, commands: Commands) -> None:
    """The life of a process that is to be this block from now on. Does not return."""
    from pipewright_runner.process import leave, own_arguments
    from pipewright_runner.supervisor.blocks import has_limits
    from pipewright_runner.supervisor.child import forget_finders, not_set_up, take_surroundings

    command = birth.command
    try:
        connect(command)
        take_surroundings(birth)
        forget_finders(birth.cwd)
    except BaseException as error:
        not_set_up(birth, error)
    try:
        directory = command['directory']
        own_arguments(directory)
        if has_limits(command):
            say_where_when_asked(directory, commands)
        code = birth.run(directory, birth.talk)
    except BaseException:
        os.write(2, traceback.format_exc().encode('utf-8', 'backslashreplace'))
        code = 1
    leave(code)


def connect(command: dict[str, Any]) -> None:
    """Opens stdout, stderr and the control channel, which are pipes of the engine's."""
    from pipewright_runner.supervisor.child import CHANNELS, CONTROL_FD

    for channel, number in zip(CHANNELS, (1, 2, CONTROL_FD)):
        descriptor = open_pipe(command['socket'])
        os.write(descriptor, json.dumps({'id': command['id'], 'channel': channel.decode()}).encode() + b'\n')
        # What the block starts inherits stdout and stderr, and does not speak for the block.
        os.dup2(descriptor, number, inheritable=number != CONTROL_FD)
        os.close(descriptor)


def open_pipe(path: str) -> int:
    """A descriptor for a named pipe. All its instances may just be taken, and a new one be under way."""
    import _winapi
    import msvcrt

    access = _winapi.GENERIC_READ | _winapi.GENERIC_WRITE
    while True:
        try:
            _winapi.WaitNamedPipe(path, PIPE_MILLISECONDS)
            handle = _winapi.CreateFile(path, access, 0, _winapi.NULL, _winapi.OPEN_EXISTING, 0, _winapi.NULL)
        except OSError as error:
            if error.winerror != ERROR_PIPE_BUSY:
                raise
        else:
            return msvcrt.open_osfhandle(handle, os.O_BINARY)


def say_where_when_asked(directory: str, commands: Commands) -> None:
    """Windows has no signals: the supervisor's word is waited for beside the block, and the place of its main thread written down."""
    main_thread = threading.main_thread().ident
    path = os.path.join(directory, 'stack.txt')

    def listen() -> None:
        if commands.next() != b'where':
            return
        frame = sys._current_frames().get(main_thread or 0)
        lines = ['Current thread (most recent call first):']
        while frame is not None:
            code = frame.f_code
            lines.append(f'  File "{code.co_filename}", line {frame.f_lineno} in {code.co_name}')
            frame = frame.f_back
        with open(path, 'w', encoding='utf-8', errors='backslashreplace', newline='\n') as file:
            file.write('\n'.join(lines) + '\n')

    # Not by `threading`, which would show it to the block.
    _thread.start_new_thread(listen, ())


if __name__ == '__main__':
    from pipewright_runner.supervisor import bytecode

    bytecode.use(os.environ.pop(bytecode.VARIABLE, None))
    from pipewright_runner.supervisor.windows_child import main as live_as_block

    live_as_block()
