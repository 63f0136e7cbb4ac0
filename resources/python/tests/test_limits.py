"""Limits of blocks: the one over its limit dies alone, says where it was, and leaves its curve."""

from __future__ import annotations

import json
import os
import time
import unittest
from typing import Any

from host import Host, alive
from project import ProjectTest

HOG = '''
import time

def grow(held):
    while True:
        held.append(bytearray(b'x' * 5_000_000))
        time.sleep(0.01)

@data_loader
def load(*args, **kwargs):
    grow([])
'''
FORKED_HOG = '''
import subprocess, sys
@data_loader
def load(*args, **kwargs):
    subprocess.run([sys.executable, '-c', 'held = bytearray(b"x" * 400_000_000); import time; print("held", flush=True); time.sleep(600)'])
'''
BUSY = '@data_loader\ndef load(*args, **kwargs):\n    while True:\n        pass\n'
SLEEPS = 'import time\n@data_loader\ndef load(*args, **kwargs):\n    print("started", flush=True)\n    time.sleep(600)\n'
SHORT = 'import time\n@data_loader\ndef load(*args, **kwargs):\n    time.sleep(1.5)\n    return 1\n'


@unittest.skipUnless(os.path.exists('/proc/self/stat'), 'needs /proc')
class LimitsTest(ProjectTest):
    def setUp(self) -> None:
        super().setUp()
        self.host = Host(self.base)
        self.addCleanup(self.host.close)

    def start(self, code: str, uuid: str = 'block', **limits: Any) -> str:
        directory = self.block_directory(code, uuid=uuid)
        self.host.start(uuid, directory, self.project, limits=limits)
        return directory

    def curve(self, directory: str) -> list[dict[str, Any]]:
        with open(os.path.join(directory, 'usage.ndjson'), encoding='utf-8') as file:
            return [json.loads(line) for line in file]

    def stack(self, directory: str) -> str:
        with open(os.path.join(directory, 'stack.txt'), encoding='utf-8') as file:
            return file.read()

    def test_a_block_over_its_memory_limit_dies_alone_within_a_second_and_says_where_it_was(self):
        sibling = self.start(SHORT, 'sibling')
        directory = self.start(HOG, memoryBytes=150 << 20)
        exited = self.host.wait('exited', 'block')
        self.assertEqual(exited['signal'], 'SIGKILL')
        self.assertEqual(exited['breach']['kind'], 'memory')
        self.assertGreater(exited['breach']['used'], 150 << 20)
        first = next(point['time'] for point in self.curve(directory) if point['memory'] > 150 << 20)
        self.assertLess(self.curve(directory)[-1]['time'] - first, 1000)
        self.assertRegex(self.stack(directory), r'data_loaders/block.py", line [67] in grow')
        self.assertIsNone(self.host.wait('exited', 'sibling')['signal'])
        self.assertTrue(os.path.exists(os.path.join(sibling, 'result.json')))

    def test_memory_of_children_counts(self):
        self.start(FORKED_HOG, memoryBytes=250 << 20)
        self.assertEqual(self.host.wait('exited')['breach']['kind'], 'memory')

    def test_memory_shared_by_forked_workers_is_counted_once(self):
        code = '''
import os, time
@data_loader
def load(*args, **kwargs):
    held = bytearray(b'x' * 80_000_000)
    children = []
    for _ in range(4):
        pid = os.fork()
        if pid == 0:
            time.sleep(1)
            os._exit(0)
        children.append(pid)
    for pid in children:
        os.waitpid(pid, 0)
    return len(held)
'''
        self.start(code, memoryBytes=250 << 20)
        exited = self.host.wait('exited')
        self.assertEqual((exited['code'], exited['breach']), (0, None))

    def test_a_block_over_its_processor_time_ends(self):
        directory = self.start(BUSY, cpuSeconds=0.5)
        breach = self.host.wait('exited')['breach']
        self.assertEqual((breach['kind'], breach['limit']), ('cpu', 0.5))
        self.assertRegex(self.stack(directory), 'line [34] in load')
        self.assertGreater(self.curve(directory)[-1]['cpuSeconds'], 0.4)

    def test_a_block_over_its_time_ends_within_a_second(self):
        start = time.monotonic()
        directory = self.start(SLEEPS, wallSeconds=0.5)
        exited = self.host.wait('exited')
        self.assertLess(time.monotonic() - start, 1.5)
        self.assertEqual((exited['breach']['kind'], exited['signal']), ('wall', 'SIGTERM'))
        self.assertIn('line 5 in load', self.stack(directory))

    def test_open_files_are_limited(self):
        directory = self.start('@data_loader\ndef f():\n    held = [open("/dev/null") for _ in range(100)]\n', openFiles=64)
        self.assertEqual(self.host.wait('exited')['code'], 1)
        with open(os.path.join(directory, 'result.json'), encoding='utf-8') as file:
            self.assertIn('Too many open files', file.read())

    def test_every_block_keeps_its_curve_and_only_limited_ones_a_file_for_the_stack(self):
        directory = self.start(SHORT)
        self.assertIsNone(self.host.wait('exited')['breach'])
        curve = self.curve(directory)
        self.assertGreater(len(curve), 8)
        self.assertGreater(curve[0]['memory'], 1 << 20)
        self.assertEqual(curve[0]['processes'], 1)
        self.assertFalse(os.path.exists(os.path.join(directory, 'stack.txt')))

    def test_what_is_cancelled_while_over_a_limit_is_gone(self):
        self.start(SLEEPS, wallSeconds=0.3)
        pid = self.host.wait('started')['pid']
        self.host.send(command='cancel', id='block', graceMs=2000)
        self.host.wait('exited')
        self.assertFalse(alive(pid))


if __name__ == '__main__':
    unittest.main()
