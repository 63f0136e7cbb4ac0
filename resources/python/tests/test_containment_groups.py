"""The way of macOS, on any system with `ps`: nothing of Linux is used, neither sub-reapers nor /proc."""

import json
import os
import signal
import time
import unittest

from host import Host, alive, marked
from project import ProjectTest
from test_limits import DETACHED
from test_supervisor import TORTURE

# An orphan in a session of its own that carries nothing of the block: neither its group, nor its parent, nor its environment. It can
# only be known from before.
SHEDS_ALL = """
import json, os, subprocess, sys, time
@data_loader
def f(*args):
    read, write = os.pipe()
    if os.fork() == 0:
        child = subprocess.Popen([sys.executable, '-S', '-c', 'import time; time.sleep(600)'], env={}, start_new_session=True)
        os.write(write, f'{child.pid}\\n'.encode())
        usage = os.environ['PIPEWRIGHT_BLOCK_DIRECTORY'] + '/usage.ndjson'
        seen = lambda: os.path.exists(usage) and any(json.loads(line)['processes'] >= 3 for line in open(usage))
        end = time.time() + 20
        while not seen() and time.time() < end:
            time.sleep(0.02)
        os._exit(0)
    pid = os.read(read, 100).decode().strip()
    os.wait()
    print('pids', pid, 'end', flush=True)
    time.sleep(600)
"""


@unittest.skipUnless(os.path.exists('/proc/self/stat') and os.path.exists('/bin/ps'), 'looks at what is left by /proc')
class GroupsTest(ProjectTest):
    def setUp(self):
        super().setUp()
        self.host = Host(self.base, PIPEWRIGHT_CONTAINMENT='groups')
        self.addCleanup(self.close_host)

    def close_host(self):
        self.host.close()
        self.assertEqual(marked(self.host.mark), [])

    def start(self, code, uuid='block', **more):
        directory = self.block_directory(code, uuid=uuid)
        self.host.start(uuid, directory, self.project, **more)
        return directory

    def pids_of(self, uuid):
        pids = [int(word) for word in self.host.wait_text(uuid, ' end').split('pids', 1)[1].split(' end')[0].split()]
        self.addCleanup(lambda: [os.kill(pid, signal.SIGKILL) for pid in pids if alive(pid)])
        return pids

    def torture(self, after, uuid='block'):
        self.start(TORTURE.replace('AFTER', after), uuid)
        return self.pids_of(uuid)

    def left(self, pids):
        return [pid for pid in pids if alive(pid)]

    def test_cancel_ends_everything_a_block_started_and_leaves_others_alone(self):
        kept = self.torture('time.sleep(600)', 'block1')
        # Its mark begins as that of the other.
        ended = self.torture('time.sleep(600)', 'block')
        self.host.send(command='cancel', id='block', graceMs=200)
        self.host.wait('exited', 'block')
        self.assertEqual((self.left(ended), self.left(kept)), ([], kept))
        with open(f'/proc/{kept[3]}/stat') as file:
            # Stopped by nobody.
            self.assertEqual(file.read().rsplit(')', 1)[1].split()[0], 'S')

    def test_what_a_finished_block_leaves_is_ended(self):
        pids = self.torture('pass')
        exited = self.host.wait('exited')
        self.assertEqual((exited['code'], exited['leftovers']), (0, 4))
        self.assertEqual(self.left(pids), [])

    def test_all_is_gone_when_the_host_is(self):
        pids = self.torture('time.sleep(600)')
        self.host.close()
        self.assertEqual(self.left(pids), [])

    def test_what_was_seen_below_a_block_is_known_when_it_shows_nothing_of_it_any_more(self):
        self.start(SHEDS_ALL)
        pids = self.pids_of('block')
        self.host.send(command='cancel', id='block', graceMs=0)
        self.host.wait('exited')
        self.assertEqual(self.left(pids), [])

    def test_a_block_whose_detached_child_is_over_a_limit_is_ended_with_it(self):
        for what, limits in (('HOLDS', {'memoryBytes': 100_000_000}), ('SPINS', {'cpuSeconds': 0.9})):
            directory = self.start(DETACHED.replace('WHAT', what), what, limits=limits)
            exited = self.host.wait('exited', what)
            self.assertEqual(exited['breach']['kind'], 'memory' if what == 'HOLDS' else 'cpu')
            with open(os.path.join(directory, 'usage.ndjson'), encoding='utf-8') as file:
                curve = [json.loads(line) for line in file]
            self.assertEqual(curve[-1]['processes'], 3)

    def test_a_limit_of_time_counts(self):
        begun = time.monotonic()
        self.start('import time\n@data_loader\ndef f(): time.sleep(600)\n', limits={'wallSeconds': 0.3})
        self.assertEqual(self.host.wait('exited')['breach']['kind'], 'wall')
        self.assertLess(time.monotonic() - begun, 3)


if __name__ == '__main__':
    unittest.main()
