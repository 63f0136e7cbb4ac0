"""The process that is forked before its block is known."""

import json
import os
import signal
import sys
import unittest

from host import Host, alive, marked
from project import ProjectTest

WHO = 'import os\n@data_loader\ndef f():\n    print("pid", os.getpid(), flush=True)\n    return os.getpid()\n'


@unittest.skipUnless(sys.platform.startswith('linux'), 'looks at children by /proc')
class SpareTest(ProjectTest):
    def setUp(self):
        super().setUp()
        self.host = Host(self.base)
        self.addCleanup(self.close_host)
        # From here on the supervisor has loaded all it will, and keeps the spare it has.
        self.host.send(command='preload', modules=[])
        self.run_block(uuid='first')

    def close_host(self):
        self.host.close()
        self.assertEqual(marked(self.host.mark), [])

    def children(self):
        pid = self.host.process.pid
        with open(f'/proc/{pid}/task/{pid}/children') as file:
            return [child for child in map(int, file.read().split()) if alive(child)]

    def wait_for_spare(self, other_than=None):
        """The process id of the one that waits; the supervisor forks it on its own."""
        while True:
            found = [child for child in self.children() if child != other_than]
            if found:
                return found[0]
            self.assertIsNone(self.host.process.poll())

    def run_block(self, code=WHO, uuid='block', **more):
        directory = self.block_directory(code, uuid=uuid)
        self.host.start(uuid, directory, self.project, **more)
        pid = self.host.wait('started', uuid)['pid']
        exited = self.host.wait('exited', uuid)
        with open(os.path.join(directory, 'result.json')) as file:
            return pid, exited, json.load(file)

    def test_a_block_becomes_the_process_that_waited_for_it(self):
        spare = self.wait_for_spare()
        pid, exited, result = self.run_block()
        self.assertEqual((pid, exited['code'], result['state']), (spare, 0, 'completed'))
        self.assertEqual(self.host.whole_text('block', 'stdout'), f'pid {pid}\n'.encode())
        self.assertNotEqual(self.wait_for_spare(), spare)

    def test_a_block_has_its_own_environment_folder_and_descriptors_only(self):
        code = (
            'import os\n@data_loader\ndef f():\n'
            '    opened = sorted(int(name) for name in os.listdir("/proc/self/fd") if os.path.exists(f"/proc/self/fd/{name}"))\n'
            '    print(opened, os.environ["GREETING"], os.getcwd(), os.getsid(0) == os.getpid(), flush=True)\n'
        )
        self.wait_for_spare()
        self.run_block(code, environment={'GREETING': 'hello'})
        text = self.host.whole_text('block', 'stdout').decode()
        self.assertEqual(text, f'[0, 1, 2, 3] hello {self.project} True\n')

    def test_a_block_whose_spare_was_killed_is_forked_all_the_same(self):
        spare = self.wait_for_spare()
        os.kill(spare, signal.SIGKILL)
        while alive(spare):
            os.sched_yield()
        _, exited, result = self.run_block()
        self.assertEqual((exited['code'], result['state']), (0, 'completed'))

    def test_what_is_loaded_later_is_there_for_the_next_block(self):
        old = self.wait_for_spare()
        self.host.send(command='preload', modules=['wave'])
        code = 'import sys\n@data_loader\ndef f():\n    print("wave" in sys.modules, flush=True)\n'
        pid, _, _ = self.run_block(code)
        self.assertEqual(self.host.whole_text('block', 'stdout'), b'True\n')
        self.assertNotEqual(pid, old)

    def test_dies_with_a_killed_supervisor(self):
        spare = self.wait_for_spare()
        self.host.process.kill()
        self.host.process.wait(10)
        while alive(spare):
            os.sched_yield()


if __name__ == '__main__':
    unittest.main()
