"""Windows: a job object for each block. What a process in it starts is in it too, whatever it does, and ends with it."""

from __future__ import annotations

import ctypes
import time
from typing import Any, Callable, Optional

from pipewright_runner.supervisor.containment import windows_api as api
from pipewright_runner.supervisor.containment.contained import Contained
from pipewright_runner.supervisor.usage import Usage

# How ends that Windows has no signal for are called elsewhere.
SIGNALS = {0xC0000005: 'SIGSEGV', 0xC00000FD: 'SIGSEGV', 0xC0000409: 'SIGABRT', 0xC000013A: 'SIGBREAK'}
# The exit code of what was killed, as the shells of other systems say it.
KILLED = 128 + 9
# What outruns the looks at a limited block gets no more memory than this; committed memory is more than resident memory.
BACKSTOP_FACTOR = 1.5
BACKSTOP_BYTES = 256 << 20
# How long the kernel may take to end what was killed, before it is looked at again like everything else.
ENDING_SECONDS = 2.0
ENDING_PACE = 0.002
# What GetCurrentProcess returns.
THIS_PROCESS = ctypes.c_void_p(-1)
# Kept: the job ends with its last handle.
HELD: list[Any] = []


class Job(Contained):
    """Holds the only handle of its job object: when the supervisor is gone, however it went, all of it is."""

    def __init__(self, kernel: Any) -> None:
        super().__init__(0)
        self.kernel = kernel
        self.handle: Optional[int] = kernel.call('CreateJobObjectW', None, None)
        # How the block process is asked where it is.
        self.asks: Callable[[], None] = lambda: None
        try:
            self.limit(None)
        except OSError:
            self.close()
            raise

    def limit(self, memory: Optional[int]) -> None:
        """@memory: bytes a block may use, over all its processes."""
        limits = api.ExtendedLimits()
        limits.BasicLimitInformation.LimitFlags = api.LIMIT_KILL_ON_JOB_CLOSE | api.LIMIT_DIE_ON_UNHANDLED_EXCEPTION
        if memory:
            limits.BasicLimitInformation.LimitFlags |= api.LIMIT_JOB_MEMORY
            limits.JobMemoryLimit = int(memory * BACKSTOP_FACTOR) + BACKSTOP_BYTES
        size = ctypes.sizeof(limits)
        self.kernel.call('SetInformationJobObject', self.handle, api.JOB_EXTENDED_LIMIT, ctypes.byref(limits), size)

    def begin(self, pid: int, process: int) -> None:
        """Takes a process in that was created suspended, and lets it run. OSError where it cannot be held: it is to be killed then."""
        self.kernel.call('AssignProcessToJobObject', self.handle, process)
        self.pid = pid
        self.kernel.resume(process)

    def ask(self) -> None:
        # Ctrl-Break, which its code hears as SIGBREAK. Not by `os.kill`, which takes it for a kill where there is no console.
        try:
            self.kernel.call('GenerateConsoleCtrlEvent', api.CTRL_BREAK_EVENT, self.pid)
        except OSError:
            return

    def ask_where(self) -> None:
        self.asks()

    def members(self, orphans: set[int]) -> set[int]:
        room = 64
        while self.handle is not None:
            found = api.process_ids(room)()
            try:
                api.query(self.kernel, self.handle, api.JOB_BASIC_PROCESS_ID_LIST, found)
            except OSError as error:
                if getattr(error, 'winerror', None) != api.ERROR_MORE_DATA:
                    raise
            listed, assigned = found.NumberOfProcessIdsInList, found.NumberOfAssignedProcesses
            if listed >= assigned:
                return set(found.ProcessIdList[:listed])
            room = assigned * 2
        return set()

    def is_empty(self, orphans: set[int]) -> bool:
        return self.accounting().ActiveProcesses == 0

    def end(self, orphans: set[int]) -> set[int]:
        if self.handle is None:
            return set()
        found = self.members(orphans)
        self.kernel.call('TerminateJobObject', self.handle, KILLED)
        give_up = time.monotonic() + ENDING_SECONDS
        while not self.is_empty(orphans) and time.monotonic() < give_up:
            time.sleep(ENDING_PACE)
        return found

    def usage(self) -> Optional[Usage]:
        pids = sorted(self.members(set()))
        if not pids:
            return None
        used = self.accounting()
        memory = sum(self.memory_of(pid).WorkingSetSize for pid in pids)
        return Usage(memory, (used.TotalUserTime + used.TotalKernelTime) / 10_000_000, pids)

    def accounting(self) -> api.Accounting:
        found = api.Accounting()
        if self.handle is not None:
            api.query(self.kernel, self.handle, api.JOB_BASIC_ACCOUNTING, found)
        return found

    def memory_of(self, pid: int) -> api.MemoryCounters:
        """Empty for one that is just gone."""
        try:
            process = self.kernel.call('OpenProcess', api.PROCESS_QUERY_LIMITED_INFORMATION | api.PROCESS_VM_READ, 0, pid)
        except OSError:
            return api.MemoryCounters()
        try:
            return self.memory_by(process)
        finally:
            self.kernel.call('CloseHandle', process)

    def memory_by(self, process: int) -> api.MemoryCounters:
        """By a handle, which also tells of a process that has ended."""
        found = api.MemoryCounters()
        found.cb = ctypes.sizeof(found)
        try:
            self.kernel.call('K32GetProcessMemoryInfo', process, ctypes.byref(found), found.cb)
        except OSError:
            return api.MemoryCounters()
        return found

    def outcome(self, status: int) -> tuple[Optional[int], Optional[str]]:
        code = status >> 8
        if code == KILLED:
            return None, 'SIGKILL'
        return (None, SIGNALS[code]) if code in SIGNALS else (code, None)

    def close(self) -> None:
        if self.handle is not None:
            handle, self.handle = self.handle, None
            self.asks = lambda: None
            self.kernel.call('CloseHandle', handle)


def hold_this_process() -> None:
    """What this process starts from now on ends with it, however it ends. Where it cannot be, it goes on as it is."""
    try:
        job = Job(api.Kernel())
        job.kernel.call('AssignProcessToJobObject', job.handle, THIS_PROCESS)
    except OSError:
        return
    HELD.append(job)
