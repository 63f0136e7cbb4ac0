"""The loop of the supervisor on Windows, where nothing but threads can wait for pipes and processes alike. Same commands, same events."""

from __future__ import annotations

import ctypes
import os
import queue
import sys
import threading
from typing import Any, Optional

from pipewright_runner.supervisor.blocks import Block, Blocks
from pipewright_runner.supervisor.child import NOT_SET_UP
from pipewright_runner.supervisor.commands import Commands
from pipewright_runner.supervisor.containment.windows_api import Kernel
from pipewright_runner.supervisor.windows_spares import WindowsSpares

# What may have been started ahead while blocks run side by side; one while nothing runs.
MOST_SPARES = 3


class WindowsSupervisor(Commands):
    """Starts blocks, ends blocks, and tells the engine about both."""

    def __init__(self, bytecode: Optional[str]) -> None:
        self.inbox: queue.Queue[tuple[str, Any]] = queue.Queue()
        self.spares = WindowsSpares(Kernel(), bytecode, lambda pid, code: self.inbox.put(('exit', (pid, code))))
        self.blocks = Blocks(set())
        self.ending = False
        self.commands = os.dup(0)
        self.events = os.dup(1)
        null = os.open(os.devnull, os.O_RDWR)
        for number in (0, 1):
            os.dup2(null, number)
        os.close(null)

    def run(self) -> None:
        # Ctrl-C in a terminal reaches all of its console; the host decides what it means.
        ctypes.windll.kernel32.SetConsoleCtrlHandler(None, True)  # type: ignore[attr-defined]
        self.spares.start(1)
        threading.Thread(target=self.listen, daemon=True).start()
        version = '.'.join(map(str, sys.version_info[:3]))
        self.tell({'event': 'ready', 'pid': os.getpid(), 'python': version, 'executable': sys.executable})
        while not self.ending:
            self.settle()
            try:
                kind, what = self.inbox.get(timeout=self.blocks.next_due())
            except queue.Empty:
                continue
            if kind == 'exit':
                self.reaped(*what)
            elif kind == 'line':
                self.obey(what)
            else:
                self.ending = True
            self.spares.start(min(MOST_SPARES, 1 + len(self.blocks.by_id)))
        self.end_everything()

    def listen(self) -> None:
        """Reads commands, in a thread of its own."""
        rest = b''
        while True:
            try:
                data = os.read(self.commands, 1 << 20)
            except OSError:
                data = b''
            if not data:
                self.inbox.put(('end', None))
                return
            *lines, rest = (rest + data).split(b'\n')
            for line in lines:
                if line.strip():
                    self.inbox.put(('line', line))

    def start(self, command: dict[str, Any], line: bytes) -> None:
        spare = self.spares.give(line)
        spare.job.limit((command.get('limits') or {}).get('memoryBytes'))
        self.blocks.add(Block(command, spare.process.pid, spare.job))
        if not command.get('quiet'):
            self.tell({'event': 'started', 'id': command['id'], 'pid': spare.process.pid})

    def preload(self, modules: list[str]) -> None:
        self.spares.preload(modules)

    def reaped(self, pid: int, code: int) -> None:
        spare = self.spares.reaped(pid)
        if spare is None:
            return
        peak = spare.job.memory_by(int(spare.process._handle)).PeakWorkingSetSize or None
        self.blocks.reaped(pid, code << 8, peak)

    def settle(self) -> None:
        """Looks at what is due and reports the blocks of which nothing is left."""
        self.blocks.look()
        for block in self.blocks.settle():
            if block.status == NOT_SET_UP << 8:
                message = 'the block process could not be set up; the stderr of the supervisor says why'
                self.tell({'event': 'error', 'id': block.id, 'message': message})
            self.tell(block.exited_event())

    def end_everything(self) -> None:
        """The host is gone, or asked for the end: nothing may go on."""
        self.spares.end()
        for block in self.blocks.by_id.values():
            block.contained.end(set())
