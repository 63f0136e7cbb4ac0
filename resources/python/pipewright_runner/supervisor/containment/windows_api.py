"""What of kernel32 job objects need, with names as Microsoft's headers have them.

The structures have fixed sizes (64-bit Windows), so that tests check them on every system.
"""

from __future__ import annotations

import ctypes
from ctypes import POINTER, Structure, c_int32, c_int64, c_size_t, c_uint32, c_uint64, c_void_p, sizeof
from typing import Any

JOB_BASIC_ACCOUNTING = 1
JOB_BASIC_PROCESS_ID_LIST = 3
JOB_EXTENDED_LIMIT = 9
LIMIT_JOB_MEMORY = 0x200
LIMIT_DIE_ON_UNHANDLED_EXCEPTION = 0x400
LIMIT_KILL_ON_JOB_CLOSE = 0x2000
CREATE_SUSPENDED = 0x4
PROCESS_VM_READ = 0x10
PROCESS_QUERY_LIMITED_INFORMATION = 0x1000
ERROR_MORE_DATA = 234
CTRL_BREAK_EVENT = 1


class IoCounters(Structure):
    _fields_ = [
        (name, c_uint64)
        for name in (
            'ReadOperationCount',
            'WriteOperationCount',
            'OtherOperationCount',
            'ReadTransferCount',
            'WriteTransferCount',
            'OtherTransferCount',
        )
    ]


class BasicLimits(Structure):
    """JOBOBJECT_BASIC_LIMIT_INFORMATION"""

    _fields_ = [
        ('PerProcessUserTimeLimit', c_int64),
        ('PerJobUserTimeLimit', c_int64),
        ('LimitFlags', c_uint32),
        ('MinimumWorkingSetSize', c_size_t),
        ('MaximumWorkingSetSize', c_size_t),
        ('ActiveProcessLimit', c_uint32),
        ('Affinity', c_size_t),
        ('PriorityClass', c_uint32),
        ('SchedulingClass', c_uint32),
    ]


class ExtendedLimits(Structure):
    """JOBOBJECT_EXTENDED_LIMIT_INFORMATION"""

    _fields_ = [
        ('BasicLimitInformation', BasicLimits),
        ('IoInfo', IoCounters),
        ('ProcessMemoryLimit', c_size_t),
        ('JobMemoryLimit', c_size_t),
        ('PeakProcessMemoryUsed', c_size_t),
        ('PeakJobMemoryUsed', c_size_t),
    ]


class Accounting(Structure):
    """JOBOBJECT_BASIC_ACCOUNTING_INFORMATION; times in units of 100 ns, ended processes among them."""

    _fields_ = [
        ('TotalUserTime', c_int64),
        ('TotalKernelTime', c_int64),
        ('ThisPeriodTotalUserTime', c_int64),
        ('ThisPeriodTotalKernelTime', c_int64),
        ('TotalPageFaultCount', c_uint32),
        ('TotalProcesses', c_uint32),
        ('ActiveProcesses', c_uint32),
        ('TotalTerminatedProcesses', c_uint32),
    ]


class MemoryCounters(Structure):
    """PROCESS_MEMORY_COUNTERS"""

    _fields_ = [
        ('cb', c_uint32),
        ('PageFaultCount', c_uint32),
        *(
            (name, c_size_t)
            for name in (
                'PeakWorkingSetSize',
                'WorkingSetSize',
                'QuotaPeakPagedPoolUsage',
                'QuotaPagedPoolUsage',
                'QuotaPeakNonPagedPoolUsage',
                'QuotaNonPagedPoolUsage',
                'PagefileUsage',
                'PeakPagefileUsage',
            )
        ),
    ]


def process_ids(room: int) -> type[Structure]:
    """JOBOBJECT_BASIC_PROCESS_ID_LIST with room for so many."""

    class ProcessIds(Structure):
        _fields_ = [
            ('NumberOfAssignedProcesses', c_uint32),
            ('NumberOfProcessIdsInList', c_uint32),
            ('ProcessIdList', c_size_t * room),
        ]

    return ProcessIds


# Name -> what it returns, what it takes. A handle is a pointer: as a number it would lose its upper half.
CALLS: dict[str, tuple[Any, tuple[Any, ...]]] = {
    'CreateJobObjectW': (c_void_p, (c_void_p, c_void_p)),
    'SetInformationJobObject': (c_int32, (c_void_p, c_int32, c_void_p, c_uint32)),
    'QueryInformationJobObject': (c_int32, (c_void_p, c_int32, c_void_p, c_uint32, POINTER(c_uint32))),
    'AssignProcessToJobObject': (c_int32, (c_void_p, c_void_p)),
    'TerminateJobObject': (c_int32, (c_void_p, c_uint32)),
    'OpenProcess': (c_void_p, (c_uint32, c_int32, c_uint32)),
    'K32GetProcessMemoryInfo': (c_int32, (c_void_p, c_void_p, c_uint32)),
    'GenerateConsoleCtrlEvent': (c_int32, (c_uint32, c_uint32)),
    'CloseHandle': (c_int32, (c_void_p,)),
}


class Kernel:
    """kernel32 with failures as OSError, and its one function of ntdll that starts a process created suspended."""

    def __init__(self) -> None:
        self.library: Any = ctypes.WinDLL('kernel32', use_last_error=True)  # type: ignore[attr-defined]
        for name, (returns, takes) in CALLS.items():
            function = getattr(self.library, name)
            function.restype, function.argtypes = returns, takes
        self.resume_process = ctypes.WinDLL('ntdll').NtResumeProcess  # type: ignore[attr-defined]
        self.resume_process.restype, self.resume_process.argtypes = c_int32, (c_void_p,)

    def call(self, name: str, *arguments: Any) -> Any:
        """Calls a function that returns 0 where it fails."""
        result = getattr(self.library, name)(*arguments)
        if not result:
            code = ctypes.get_last_error()  # type: ignore[attr-defined]
            raise OSError(None, f'{name}: {ctypes.FormatError(code).strip()}', None, code)  # type: ignore[attr-defined]
        return result

    def resume(self, process: int) -> None:
        status = self.resume_process(process)
        if status < 0:
            raise OSError(f'NtResumeProcess: status 0x{status & 0xFFFFFFFF:08x}')


def query(kernel: Any, job: int, kind: int, structure: Structure) -> None:
    """Fills in a structure with what a job object tells."""
    kernel.call('QueryInformationJobObject', job, kind, ctypes.byref(structure), sizeof(structure), None)
