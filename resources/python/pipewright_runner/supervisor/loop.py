"""The loop of the supervisor: waits for commands and for the ends of processes, and for nothing else."""

from __future__ import annotations

import gc
import importlib
import json
import os
import selectors
import signal
import socket
import sys
import warnings
from typing import Any, Optional

from pipewright_runner.rehearsal import rehearse
from pipewright_runner.supervisor import linux
from pipewright_runner.supervisor.blocks import AGAIN_SECONDS, Block, Blocks
from pipewright_runner.supervisor.child import NOT_SET_UP, RUNNER_MODULES, Birth, begin_before_forks, live_from_start
from pipewright_runner.supervisor.commands import Commands
from pipewright_runner.supervisor.process_table import below, end_all
from pipewright_runner.supervisor.spare import Spares

# What many blocks need, loaded once nothing else is to be done.
STANDARD_MODULES = ('asyncio', 'concurrent.futures', 'csv', 'datetime', 'decimal', 'math', 'pathlib', 'subprocess', 'tempfile', 'uuid')
# After this long without anything to do, there is time to load more.
IDLE_SECONDS = 0.2
# Forked ahead: as many as blocks run, up to this number.
MOST_SPARES = 3
# How children are waited for: where the system has no reapers also for those that stop, to be looked at before they end.
WAITS = os.WNOHANG if linux.IS_LINUX else os.WNOHANG | os.WUNTRACED
# Libraries whose threads or locks do not survive a fork.
NOT_BEFORE_FORK = ('polars', 'tensorflow', 'jax', 'ray', 'pyspark', 'grpc')


class Supervisor(Commands):
    """Starts blocks, ends blocks, and tells the engine about both."""

    def __init__(self) -> None:
        self.spares = Spares()
        self.blocks = Blocks(self.spares.pids)
        self.pid = os.getpid()
        self.mark_address = linux.mark_address()
        self.rest = b''
        self.cwd = os.getcwd()
        self.events = events_apart()
        self.own_filter: Any = None
        self.ending = False
        self.has_standard = False
        self.is_reaper = False
        # Made for the first block with a limit of memory.
        self.groups: Any = None

    def run(self) -> None:
        self.is_reaper = linux.become_reaper()
        self.load_runner()
        wakeup = self.listen_to_signals()
        os.set_blocking(0, False)
        selector = selectors.DefaultSelector()
        selector.register(0, selectors.EVENT_READ)
        selector.register(wakeup, selectors.EVENT_READ)
        self.tell({'event': 'ready', 'pid': self.pid, 'python': '.'.join(map(str, sys.version_info[:3])), 'executable': sys.executable})
        while not self.ending:
            # While the last block starts, or nothing does. One for each that runs: a chain shares the processors with one fork at a time.
            self.spares.fork(self.birth, min(MOST_SPARES, len(self.blocks.by_id) or 1))
            ready = selector.select(self.patience())
            if not ready and not self.has_standard and not self.blocks.by_id:
                self.load_standard()
                continue
            for key, _ in ready:
                if key.fileobj == wakeup:
                    drain(wakeup)
                else:
                    self.read_commands()
            self.settle()
        self.end_everything(selector, wakeup)

    def patience(self) -> Optional[float]:
        """Seconds to wait for something to happen; None for ever."""
        if self.has_standard or self.blocks.by_id:
            return self.blocks.next_due()
        return IDLE_SECONDS

    def load_runner(self) -> None:
        """Loads what blocks need, and lets the collector leave it alone, so that forks share its memory."""
        # Read by matplotlib when it is imported, which a preload does here.
        os.environ.setdefault('MPLBACKEND', 'Agg')
        warnings.filterwarnings('ignore', category=DeprecationWarning, message='.*fork.*')
        self.own_filter = warnings.filters[0]
        for name in RUNNER_MODULES:
            importlib.import_module(f'pipewright_runner.{name}')
        self.birth = Birth(self.pid, self.mark_address, begin_before_forks(), self.cwd)
        self.note_filters()
        rehearse()
        self.freeze()

    def note_filters(self) -> None:
        """Libraries add filters when they are imported; a block that finds them loaded has to have these too."""
        self.birth.filters = [kept for kept in warnings.filters if kept is not self.own_filter]

    def load_standard(self) -> None:
        self.has_standard = True
        self.spares.give_up()
        for name in STANDARD_MODULES:
            importlib.import_module(name)
        self.freeze()

    def freeze(self) -> None:
        gc.collect()
        gc.freeze()
        gc.disable()

    def listen_to_signals(self) -> socket.socket:
        """A socket that becomes readable when a child ends or the supervisor is asked to end."""
        reader, writer = socket.socketpair()
        reader.setblocking(False)
        writer.setblocking(False)
        self.writer = writer
        signal.set_wakeup_fd(writer.fileno(), warn_on_full_buffer=False)
        signal.signal(signal.SIGCHLD, lambda *_: None)
        for number in (signal.SIGTERM, signal.SIGHUP):
            signal.signal(number, self.asked_to_end)
        # Ctrl-C in a terminal reaches the whole group; the host decides what it means.
        signal.signal(signal.SIGINT, signal.SIG_IGN)
        return reader

    def asked_to_end(self, *_: Any) -> None:
        self.ending = True

    def read_commands(self) -> None:
        try:
            data = os.read(0, 1 << 16)
        except BlockingIOError:
            return
        except OSError:
            data = b''
        if not data:
            self.ending = True
            return
        *lines, self.rest = (self.rest + data).split(b'\n')
        for line in lines:
            if line.strip():
                self.obey(line)

    def start(self, command: dict[str, Any], line: bytes) -> None:
        if (command.get('limits') or {}).get('memoryBytes'):
            line = self.with_group(command) or line
        pid = self.spares.give(line) or os.fork()
        if pid == 0:
            self.birth.command = command
            live_from_start(self.birth)
        self.blocks.add(Block(command, pid))
        if not command.get('quiet'):
            self.tell({'event': 'started', 'id': command['id'], 'pid': pid})

    def with_group(self, command: dict[str, Any]) -> Optional[bytes]:
        """Gives a block with a limit of memory a control group, where one can be had. Returns its command anew."""
        if not linux.IS_LINUX:
            return None
        if self.groups is None:
            from pipewright_runner.supervisor.containment.cgroup import Groups

            self.groups = Groups(lambda way: self.tell({'event': 'containment', 'way': way}))
        path = self.groups.make(command['limits']['memoryBytes'])
        if path is None:
            return None
        command['cgroup'] = path
        return json.dumps(command).encode()

    def preload(self, modules: list[str]) -> None:
        """Imports libraries so that forks find them loaded; those that do not survive a fork are left out."""
        if not self.has_standard:
            self.load_standard()
        self.spares.give_up()
        for name in modules:
            if name.split('.')[0] in NOT_BEFORE_FORK:
                continue
            try:
                importlib.import_module(name)
            except BaseException as error:
                self.tell({'event': 'error', 'id': None, 'message': f'preload of {name}: {type(error).__name__}: {error}'})
        self.note_filters()
        self.freeze()

    def settle(self) -> None:
        """Reaps what has ended and reports the blocks of which nothing is left."""
        self.reap()
        self.blocks.look()
        for block in self.blocks.settle():
            if block.status is not None and os.waitstatus_to_exitcode(block.status) == NOT_SET_UP:
                message = 'the block process could not be set up; the stderr of the supervisor says why'
                self.tell({'event': 'error', 'id': block.id, 'message': message})
            self.tell(block.exited_event())

    def reap(self) -> bool:
        """Takes notice of every ended child; False when there is no child at all."""
        while True:
            try:
                pid, status, usage = os.wait4(-1, WAITS)
            except ChildProcessError:
                return False
            if pid == 0:
                return True
            if os.WIFSTOPPED(status):
                self.blocks.stopped(pid)
                continue
            peak = usage.ru_maxrss if sys.platform == 'darwin' else usage.ru_maxrss * 1024
            self.spares.reaped(pid)
            self.blocks.reaped(pid, status, peak)

    def end_everything(self, selector: selectors.BaseSelector, wakeup: socket.socket) -> None:
        """The host is gone: nothing may go on."""
        selector.unregister(0)
        if self.is_reaper and not self.blocks.by_id and not self.has_children():
            return
        while True:
            end_all(lambda: below({self.pid}))
            for block in self.blocks.by_id.values():
                block.contained.end(set())
            self.settle_quietly()
            if not self.reap():
                return
            selector.select(AGAIN_SECONDS)
            drain(wakeup)

    def has_children(self) -> bool:
        """Whether anything is left once the spares have ended. Orphans come back to a reaper, so its children tell of all below it."""
        self.spares.end()
        return self.reap()

    def settle_quietly(self) -> None:
        """Reports ended blocks to a host that may still listen."""
        try:
            self.settle()
        except OSError:
            return


def events_apart() -> int:
    """Takes the way out of events off stdout, which leads nowhere from now on: a library may print when it is imported."""
    events = os.dup(1)
    null = os.open(os.devnull, os.O_RDWR)
    os.dup2(null, 1)
    os.close(null)
    return events


def drain(reader: socket.socket) -> Optional[int]:
    try:
        return len(reader.recv(4096))
    except BlockingIOError:
        return None
