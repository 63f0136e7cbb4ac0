"""Windows has no fork: interpreters are started ahead, each in a job object of its own, and wait to be told their block."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from threading import Thread
from typing import Any, Callable, Optional

from pipewright_runner.supervisor.bytecode import VARIABLE
from pipewright_runner.supervisor.containment.job import Job
from pipewright_runner.supervisor.containment.windows_api import CREATE_SUSPENDED

# By which the interpreter of a virtual environment is told which environment it is in, as `multiprocessing` does it.
LAUNCHER = '__PYVENV_LAUNCHER__'


class Spare:
    """An interpreter, its job object and the pipe it is told things by."""

    def __init__(self, process: subprocess.Popen[bytes], job: Job) -> None:
        self.process = process
        self.job = job
        job.asks = self.ask_where

    def tell(self, line: bytes) -> bool:
        assert self.process.stdin is not None
        try:
            self.process.stdin.write(line + b'\n')
            self.process.stdin.flush()
        except (OSError, ValueError):
            return False
        return True

    def ask_where(self) -> None:
        self.tell(b'where')

    def end(self) -> None:
        self.job.end(set())
        self.close()

    def close(self) -> None:
        """It has ended."""
        self.job.close()
        if self.process.stdin is not None:
            try:
                self.process.stdin.close()
            except OSError:
                return


class WindowsSpares:
    """Those that wait, and those that run blocks."""

    def __init__(self, kernel: Any, bytecode: Optional[str], on_exit: Callable[[int, int], None]) -> None:
        """`on_exit` is called, from another thread, with process id and exit code of each that ends."""
        self.kernel = kernel
        self.on_exit = on_exit
        self.bytecode = bytecode
        self.modules: list[str] = []
        self.waiting: list[Spare] = []
        self.running: dict[int, Spare] = {}

    def start(self, wanted: int) -> None:
        """So many are to wait. Where the system allows no more processes, the next look tries again."""
        while len(self.waiting) < wanted:
            try:
                self.waiting.append(self.make())
            except OSError as error:
                os.write(2, f'a block process could not be prepared: {error}\n'.encode('utf-8', 'backslashreplace'))
                return

    def make(self) -> Spare:
        job = Job(self.kernel)
        environment = {**os.environ, **({VARIABLE: self.bytecode} if self.bytecode else {})}
        program = getattr(sys, '_base_executable', None) or sys.executable
        if program != sys.executable:
            # The interpreter of a virtual environment would only start this one: one process less for each block.
            environment[LAUNCHER] = sys.executable
        arguments = [*subprocess._args_from_interpreter_flags(), '-m', 'pipewright_runner.supervisor.windows_child']
        process = subprocess.Popen(
            [sys.executable, *arguments],
            executable=program,
            env=environment,
            stdin=subprocess.PIPE,
            stdout=subprocess.DEVNULL,
            # Suspended: it is in its job before it does anything. A group of its own can be asked to end.
            creationflags=CREATE_SUSPENDED | subprocess.CREATE_NEW_PROCESS_GROUP,
        )
        try:
            job.begin(process.pid, int(process._handle))
        except OSError:
            process.kill()
            job.close()
            raise
        Thread(target=self.wait_for, args=(process,), daemon=True).start()
        spare = Spare(process, job)
        spare.tell(json.dumps(self.modules).encode())
        return spare

    def wait_for(self, process: subprocess.Popen[bytes]) -> None:
        self.on_exit(process.pid, process.wait())

    def give(self, line: bytes) -> Spare:
        """Tells one the block it is. OSError where none can be had."""
        self.start(1)
        while self.waiting:
            spare = self.waiting.pop(0)
            if spare.process.poll() is None and spare.tell(line):
                self.running[spare.process.pid] = spare
                return spare
            spare.end()
        raise OSError('no block process could be started')

    def preload(self, modules: list[str]) -> None:
        """From now on these are loaded before the block is known."""
        self.modules += [name for name in modules if name not in self.modules]
        for spare in self.waiting:
            spare.tell(json.dumps(modules).encode())

    def reaped(self, pid: int) -> Optional[Spare]:
        """The one that ran a block; None for one that only waited."""
        for spare in [spare for spare in self.waiting if spare.process.pid == pid]:
            self.waiting.remove(spare)
            spare.close()
        return self.running.pop(pid, None)

    def end(self) -> None:
        for spare in self.waiting:
            spare.end()
        self.waiting.clear()
