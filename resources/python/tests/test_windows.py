"""What of Windows can be tested everywhere: structures of kernel32, the order of calls, and what is imported there.

The structures and numbers were compared with Microsoft's headers as mingw-w64 ships them.
"""

import os
import subprocess
import sys
import unittest
from ctypes import sizeof

from project import PYTHON_FOLDER

sys.path.insert(0, PYTHON_FOLDER)

from pipewright_runner.supervisor.blocks import Block, Blocks
from pipewright_runner.supervisor.containment import windows_api as api
from pipewright_runner.supervisor.containment.job import KILLED, Job

# Modules of Windows' loop stand in for these there.
NOT_ON_WINDOWS = ('pipewright_runner.supervisor.loop',)
IMPORTS = """
import importlib, os, pkgutil, signal, socket, sys, time
import pipewright_runner, pipewright_serving, pipewright, mage_ai

def load(name):
    try:
        importlib.import_module(name)
    except ImportError as error:
        # A library that is not installed here.
        return None if (error.name or '').split('.')[0] in OURS else 'missing'
    return 'loaded'

OURS = ('pipewright_runner', 'pipewright_serving', 'pipewright', 'mage_ai')
HIDDEN = ('fcntl', 'resource', 'pwd', 'grp', 'termios', 'tty', 'pty', 'posix', 'syslog')
names = [found.name for package in OURS for found in pkgutil.walk_packages(sys.modules[package].__path__, package + '.')]
names = [name for name in names if not name.endswith('__main__') and name not in NOT_ON_WINDOWS]
before = {name: load(name) for name in names}
for name in [name for name in sys.modules if name.split('.')[0] in OURS]:
    del sys.modules[name]
for name in HIDDEN:
    sys.modules[name] = None
for module, gone in (
    (os, ('fork', 'setsid', 'killpg', 'getpgid', 'geteuid', 'getuid', 'wait4', 'WNOHANG', 'WUNTRACED', 'sysconf', 'statvfs', 'mkfifo')),
    (signal, ('SIGCHLD', 'SIGHUP', 'SIGKILL', 'SIGSTOP', 'SIGCONT', 'SIGUSR1', 'SIGQUIT', 'pthread_sigmask')),
    (socket, ('AF_UNIX',)),
    (time, ('tzset',)),
):
    for name in gone:
        if hasattr(module, name):
            delattr(module, name)
os.name, sys.platform = 'nt', 'win32'
broken = []
for name in names:
    try:
        after = load(name)
    except BaseException as error:
        after = repr(error)
    if after != before[name]:
        broken.append((name, before[name], after))
print(len([name for name in names if before[name] == 'loaded']), broken)
"""


class FakeKernel:
    """Answers as kernel32 does, and notes what it was asked."""

    def __init__(self, pids=(), failing=()):
        self.pids = list(pids)
        self.failing = failing
        self.said = []
        self.limits = None

    def call(self, name, *arguments):
        self.said.append(name)
        if name in self.failing:
            raise OSError(f'{name}: Access is denied.')
        if name == 'SetInformationJobObject':
            self.limits = api.ExtendedLimits.from_buffer_copy(arguments[2]._obj)
        elif name == 'TerminateJobObject':
            self.pids, self.exit_code = [], arguments[1]
        elif name == 'QueryInformationJobObject':
            self.answer(arguments[1], arguments[2]._obj)
        elif name == 'K32GetProcessMemoryInfo':
            arguments[1]._obj.WorkingSetSize = 7_000_000
        return 42

    def answer(self, kind, structure):
        if kind == api.JOB_BASIC_ACCOUNTING:
            structure.ActiveProcesses = len(self.pids)
            structure.TotalUserTime, structure.TotalKernelTime = 15_000_000, 5_000_000
            return
        room = len(structure.ProcessIdList)
        structure.NumberOfAssignedProcesses = len(self.pids)
        structure.NumberOfProcessIdsInList = min(room, len(self.pids))
        structure.ProcessIdList[: len(self.pids[:room])] = self.pids[:room]
        if len(self.pids) > room:
            error = OSError('more data')
            error.winerror = api.ERROR_MORE_DATA
            raise error

    def resume(self, process):
        self.said.append('resume')


class JobTest(unittest.TestCase):
    def test_structures_are_as_long_as_those_of_64_bit_windows(self):
        sizes = {
            api.BasicLimits: 64,
            api.ExtendedLimits: 144,
            api.IoCounters: 48,
            api.Accounting: 48,
            api.MemoryCounters: 72,
            api.process_ids(1): 16,
        }
        for structure, size in sizes.items():
            self.assertEqual(sizeof(structure), size, structure)
        offsets = {
            (api.BasicLimits, 'LimitFlags'): 16,
            (api.BasicLimits, 'SchedulingClass'): 60,
            (api.ExtendedLimits, 'IoInfo'): 64,
            (api.ExtendedLimits, 'JobMemoryLimit'): 120,
            (api.ExtendedLimits, 'PeakJobMemoryUsed'): 136,
            (api.Accounting, 'ActiveProcesses'): 40,
            (api.MemoryCounters, 'WorkingSetSize'): 16,
            (api.process_ids(1), 'ProcessIdList'): 8,
        }
        for (structure, field), offset in offsets.items():
            self.assertEqual(getattr(structure, field).offset, offset, field)

    def test_a_process_is_in_its_job_before_it_runs(self):
        kernel = FakeKernel()
        job = Job(kernel)
        job.begin(12, 99)
        self.assertEqual(kernel.said, ['CreateJobObjectW', 'SetInformationJobObject', 'AssignProcessToJobObject', 'resume'])
        self.assertEqual(kernel.limits.BasicLimitInformation.LimitFlags, 0x2400)
        job.limit(100_000_000)
        self.assertEqual(kernel.limits.BasicLimitInformation.LimitFlags, 0x2600)
        self.assertEqual(kernel.limits.JobMemoryLimit, 150_000_000 + (256 << 20))

    def test_one_that_cannot_be_held_is_not_let_run(self):
        kernel = FakeKernel(failing=('AssignProcessToJobObject',))
        with self.assertRaisesRegex(OSError, 'AssignProcessToJobObject: Access is denied'):
            Job(kernel).begin(12, 99)
        self.assertNotIn('resume', kernel.said)

    def test_a_job_without_its_limits_is_given_back(self):
        kernel = FakeKernel(failing=('SetInformationJobObject',))
        with self.assertRaises(OSError):
            Job(kernel)
        self.assertEqual(kernel.said[-1], 'CloseHandle')

    def test_lists_more_processes_than_it_had_room_for_and_ends_them_all(self):
        kernel = FakeKernel(pids=range(1, 201))
        job = Job(kernel)
        self.assertEqual(job.members(set()), set(range(1, 201)))
        used = job.usage()
        self.assertEqual((used.cpu, used.memory, len(used.pids)), (2.0, 200 * 7_000_000, 200))
        self.assertFalse(job.is_empty(set()))
        self.assertEqual(job.end(set()), set(range(1, 201)))
        self.assertTrue(job.is_empty(set()))
        self.assertEqual(kernel.exit_code, KILLED)
        self.assertIsNone(job.usage())

    def test_its_handle_is_closed_once_and_never_used_again(self):
        kernel = FakeKernel(pids=[5])
        job = Job(kernel)
        job.close()
        job.close()
        self.assertEqual(kernel.said.count('CloseHandle'), 1)
        self.assertEqual((job.members(set()), job.end(set())), (set(), set()))

    def test_ends_have_the_names_they_have_elsewhere(self):
        job = Job(FakeKernel())
        self.assertEqual(job.outcome(3 << 8), (3, None))
        self.assertEqual(job.outcome(KILLED << 8), (None, 'SIGKILL'))
        self.assertEqual(job.outcome(0xC0000005 << 8), (None, 'SIGSEGV'))

    def test_a_block_is_told_to_have_ended_when_its_job_is_empty(self):
        kernel = FakeKernel(pids=[12, 13])
        job = Job(kernel)
        job.begin(12, 99)
        blocks = Blocks(set())
        blocks.add(Block({'id': 'x', 'directory': '/nowhere', 'limits': {}}, 12, job))
        blocks.reaped(12, 0, None)
        kernel.pids = [13]
        self.assertEqual(blocks.settle(), [])
        blocks.by_id['x'].kill_at = 0.0
        self.assertEqual(blocks.settle(), [])
        (block,) = blocks.settle()
        self.assertEqual((block.exited_event()['code'], block.exited_event()['leftovers']), (0, 1))


class ImportsTest(unittest.TestCase):
    def test_nothing_is_imported_that_windows_does_not_have(self):
        script = f'NOT_ON_WINDOWS = {NOT_ON_WINDOWS!r}\n{IMPORTS}'
        said = subprocess.run(
            [sys.executable, '-c', script], env={**os.environ, 'PYTHONPATH': PYTHON_FOLDER}, stdout=subprocess.PIPE, text=True, check=True
        ).stdout
        count, _, broken = said.splitlines()[-1].partition(' ')
        self.assertGreater(int(count), 100)
        self.assertEqual(broken, '[]')


if __name__ == '__main__':
    unittest.main()
