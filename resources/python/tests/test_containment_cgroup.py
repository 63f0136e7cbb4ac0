"""Control groups: found where they may be used, read as the kernel writes them, and with a real one where there is any.

What needs the kernel to control memory is run where a group can be divided: in a user session of systemd, or below `PIPEWRIGHT_CGROUP`.
"""

import json
import os
import shutil
import sys
import tempfile
import unittest
import uuid

from host import Host, alive, marked
from project import PYTHON_FOLDER, ProjectTest

sys.path.insert(0, PYTHON_FOLDER)

from test_limits import HOG, SHORT
from test_supervisor import TORTURE

from pipewright_runner.supervisor.containment import cgroup

# Grows faster than anybody looks.
BURST = '@data_loader\ndef load(*args, **kwargs):\n    held = bytearray(b"x") * 600_000_000\n    return len(held)\n'
# Memory that belongs to no process.
FILES = """
import os, time
@data_loader
def load(*args, **kwargs):
    path = f'/dev/shm/{os.getpid()}'
    file = open(path, 'wb')
    os.unlink(path)
    while True:
        file.write(b'x' * 5_000_000)
        time.sleep(0.02)
"""


def any_group():
    """A new control group, where this machine has version 2 and we may make one; None elsewhere."""
    mount = (cgroup.own_group() or ('', ''))[0]
    path = os.path.join(mount, f'pipewright-test-{uuid.uuid4().hex}')
    try:
        os.mkdir(path) if mount else None
    except OSError:
        return None
    return path if mount else None


def write(folder, **files):
    for name, text in files.items():
        with open(os.path.join(folder, name.replace('__', '.')), 'w', encoding='utf-8') as file:
            file.write(text)


class FakeGroupTest(unittest.TestCase):
    """Files as the kernel writes them, in a folder."""

    def setUp(self):
        self.folder = tempfile.mkdtemp()
        self.addCleanup(shutil.rmtree, self.folder)

    def test_memory_counts_without_the_cache_of_files_and_time_with_what_has_ended(self):
        write(
            self.folder,
            memory__current='900000000\n',
            cgroup__procs=f'{os.getpid()}\n',
            cpu__stat='usage_usec 7500000\nuser_usec 1\n',
            memory__stat='anon 300000000\nfile 500000000\nactive_file 150000000\ninactive_file 250000000\nshmem 100000000\n',
        )
        group = cgroup.Grouped(os.getpid(), self.folder)
        used = group.usage()
        self.assertEqual((used.memory, group.exact_memory(used)), (500_000_000, 500_000_000))
        self.assertGreaterEqual(used.cpu, 7.5)
        self.assertIn(os.getpid(), used.pids)

    def test_says_what_the_kernel_ended_it_for(self):
        group = cgroup.Grouped(os.getpid(), self.folder)
        write(self.folder, memory__events='low 0\nhigh 12\noom 1\noom_kill 0\n', memory__peak='250\n', memory__max='200\n')
        self.assertIsNone(group.overrun())
        write(self.folder, memory__events='low 0\nhigh 12\noom 1\noom_kill 1\n')
        self.assertEqual(group.overrun(), 250)
        # Kernels before 5.19 keep no peak.
        os.unlink(os.path.join(self.folder, 'memory.peak'))
        self.assertEqual(group.overrun(), 200)

    def test_a_group_without_control_of_memory_is_not_taken(self):
        write(self.folder, cgroup__procs='', cgroup__subtree_control='cpu pids\n', cgroup__controllers='cpu pids\n')
        self.assertFalse(cgroup.may_divide(self.folder))
        write(self.folder, cgroup__subtree_control='cpu memory pids\n')
        self.assertTrue(cgroup.may_divide(self.folder))
        os.unlink(os.path.join(self.folder, 'cgroup.procs'))
        self.assertFalse(cgroup.may_divide(self.folder))

    def test_only_groups_of_the_users_own_manager_are_looked_at(self):
        manager = f'/user.slice/user-{os.getuid()}.slice/user@{os.getuid()}.service'
        found = cgroup.above(('/sys/fs/cgroup', f'{manager}/app.slice/terminal.scope'))
        self.assertEqual([name for _, name in found], ['terminal.scope', 'app.slice', os.path.basename(manager)])
        self.assertEqual(found[1][0], f'/sys/fs/cgroup{manager}/app.slice')
        for path in ('/', '/system.slice/cron.service', '/user.slice/user-1000.slice/session-3.scope'):
            self.assertEqual(cgroup.above(('/sys/fs/cgroup', path)), [])
        self.assertEqual(cgroup.above(None), [])

    def test_groups_of_supervisors_that_are_gone_are_taken_away(self):
        for name in (f'pipewright-{os.getpid()}-1', 'pipewright-4194999-7', 'other'):
            os.mkdir(os.path.join(self.folder, name))
        cgroup.remove_stale(self.folder)
        self.assertEqual(sorted(os.listdir(self.folder)), ['other', f'pipewright-{os.getpid()}-1'])


class GroupTest(ProjectTest):
    def host_with(self, **environment):
        host = Host(self.base, **environment)

        def close():
            host.close()
            self.assertEqual(marked(host.mark), [])

        self.addCleanup(close)
        return host

    def start(self, host, code, uuid='block', **more):
        directory = self.block_directory(code, uuid=uuid)
        host.start(uuid, directory, self.project, **more)
        return directory


@unittest.skipUnless(sys.platform.startswith('linux'), 'control groups are of Linux')
class RealGroupTest(GroupTest):
    def test_a_block_in_a_group_is_ended_with_all_in_it(self):
        path = any_group()
        if path is None:
            self.skipTest('no control groups of version 2, or none for this user')
        host = self.host_with()
        self.start(host, TORTURE.replace('AFTER', 'time.sleep(600)'), cgroup=path)
        pids = [int(word) for word in host.wait_text('block', ' end').split('pids', 1)[1].split(' end')[0].split()]
        with open(os.path.join(path, 'cgroup.procs'), encoding='utf-8') as file:
            self.assertLessEqual(set(pids), set(map(int, file.read().split())))
        host.send(command='cancel', id='block', graceMs=0)
        exited = host.wait('exited')
        self.assertEqual([pid for pid in pids if alive(pid)], [])
        self.assertGreaterEqual(exited['leftovers'], 4)
        self.assertFalse(os.path.exists(path))

    def test_without_a_group_limits_count_as_ever_and_it_is_said_once(self):
        host = self.host_with(PIPEWRIGHT_CGROUP='/nowhere')
        for name in ('first', 'second'):
            self.start(host, HOG, name, limits={'memoryBytes': 150_000_000})
            self.assertEqual(host.wait('exited', name)['breach']['kind'], 'memory')
        self.assertRegex(host.wait('containment')['way'], '^reapers')
        self.assertNotIn('containment', [event['event'] for event in host.seen])

    def test_a_group_that_is_gone_is_no_reason_not_to_run(self):
        host = self.host_with()
        self.start(host, SHORT, cgroup='/nowhere/gone')
        self.assertEqual(host.wait('exited')['code'], 0)


@unittest.skipUnless(sys.platform.startswith('linux') and cgroup.find_parent(), 'no control group that may be divided')
class ControlledGroupTest(GroupTest):
    def setUp(self):
        super().setUp()
        self.parent = cgroup.find_parent()
        self.host = self.host_with(PIPEWRIGHT_CGROUP=self.parent)

    def tearDown(self):
        left = [name for name in os.listdir(self.parent) if name.startswith(f'pipewright-{self.host.process.pid}-')]
        self.assertEqual(left, [])
        super().tearDown()

    def test_a_block_over_its_limit_says_where_it_was(self):
        directory = self.start(self.host, HOG, limits={'memoryBytes': 150_000_000})
        exited = self.host.wait('exited')
        self.assertEqual((exited['signal'], exited['breach']['kind']), ('SIGKILL', 'memory'))
        self.assertRegex(self.host.wait('containment')['way'], '^control groups')
        with open(os.path.join(directory, 'stack.txt'), encoding='utf-8') as file:
            self.assertRegex(file.read(), r'data_loaders/block.py", line [67] in grow')

    def test_a_block_that_outruns_the_looks_is_ended_for_its_limit_all_the_same(self):
        self.start(self.host, SHORT, 'sibling')
        self.start(self.host, BURST, limits={'memoryBytes': 100_000_000})
        exited = self.host.wait('exited', 'block', seconds=60)
        self.assertEqual(exited['breach']['kind'], 'memory')
        self.assertLess(exited['breach']['used'], 300_000_000)
        self.assertEqual(self.host.wait('exited', 'sibling')['code'], 0)

    def test_memory_that_belongs_to_no_process_counts(self):
        directory = self.start(self.host, FILES, limits={'memoryBytes': 150_000_000})
        self.assertEqual(self.host.wait('exited')['breach']['kind'], 'memory')
        with open(os.path.join(directory, 'usage.ndjson'), encoding='utf-8') as file:
            self.assertGreater(max(json.loads(line)['memory'] for line in file), 150_000_000)


if __name__ == '__main__':
    unittest.main()
