"""Limits of blocks: the one over its limit dies alone, says where it was, and leaves its curve."""

from __future__ import annotations

import json
import os
import sys
import time
import unittest
from typing import Any

from host import Host, alive
from project import ProjectTest

HOG = """
import time

def grow(held):
    while True:
        held.append(bytearray(b'x' * 5_000_000))
        time.sleep(0.01)

@data_loader
def load(*args, **kwargs):
    grow([])
"""
FORKED_HOG = """
import subprocess, sys
@data_loader
def load(*args, **kwargs):
    subprocess.run([sys.executable, '-c', 'held = bytearray(b"x" * 400_000_000); import time; print("held", flush=True); time.sleep(600)'])
"""
# A child of a child of its own session uses what counts, two processes below the block; its parent is gone.
DETACHED = """
import os, subprocess, sys, time
HOLDS = 'held = bytearray(b"x" * 120_000_000); import time; time.sleep(600)'
SPINS = 'while True: pass'
@data_loader
def f(*args):
    if os.fork() == 0:
        os.setsid()
        if os.fork() == 0:
            subprocess.Popen([sys.executable, '-S', '-c', WHAT], start_new_session=True).wait()
        os._exit(0)
    time.sleep(600)
"""
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

    def test_what_detached_children_use_counts(self):
        for what, limits in (('HOLDS', {'memoryBytes': 100_000_000}), ('SPINS', {'cpuSeconds': 0.5})):
            directory = self.start(DETACHED.replace('WHAT', what), what, **limits)
            exited = self.host.wait('exited', what)
            self.assertEqual(exited['breach']['kind'], 'memory' if what == 'HOLDS' else 'cpu')
            self.assertRegex(self.stack(directory), rf'{what}.py", line \d+ in f')
            curve = self.curve(directory)
            self.assertEqual(curve[-1]['processes'], 3)
            if what == 'HOLDS':
                first = next(point['time'] for point in curve if point['memory'] > 100_000_000)
                self.assertLess(curve[-1]['time'] - first, 1000)
            else:
                self.assertGreater(max(point['cpu'] for point in curve), 0.3)

    def test_memory_shared_by_forked_workers_is_counted_once(self):
        code = """
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
"""
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


# As nvidia-smi prints it, with the process that asks for it in the second sample.
FAKE_SMI = """#!{python}
import os, sys, time
assert sys.argv[1:] == ['pmon', '-s', 'um', '-d', '1'], sys.argv
open({note!r}, 'a').write(f'{{os.getpid()}}\\n')
while True:
    pid = open({pid!r}).read() if os.path.exists({pid!r}) else '1'
    print('# gpu         pid   type     sm    mem    enc    dec    jpg    ofa     fb   ccpm    command')
    print('# Idx           #    C/G      %      %      %      %      %      %     MB     MB    name')
    print(f'    0      {{pid}}      C     45     12      -      -      -      -    512      0    python train.py')
    print(f'    1      {{pid}}      C      -      -      -      -      -      -    100      0    python')
    print('    1          2      G      9      1      -      -      -      -      7      0    Xorg', flush=True)
    time.sleep(0.1)
"""
USES_GPU = """
import os, time
@data_loader
def load(*args, **kwargs):
    with open({pid!r} + '.tmp', 'w') as file:
        file.write(str(os.getpid()))
    os.replace({pid!r} + '.tmp', {pid!r})
    end = time.monotonic() + 20
    while time.monotonic() < end and b'gpuMemory' not in open(os.environ['PIPEWRIGHT_BLOCK_DIRECTORY'] + '/usage.ndjson', 'rb').read():
        time.sleep(0.05)
    os.unlink({pid!r})
    time.sleep(0.3)
"""


@unittest.skipUnless(os.path.exists('/proc/self/stat'), 'needs /proc')
class GpuTest(ProjectTest):
    def host_with(self, smi: str) -> Host:
        folder = os.path.join(self.base, 'bin')
        os.makedirs(folder)
        path = os.path.join(folder, 'nvidia-smi')
        with open(path, 'w', encoding='utf-8') as file:
            file.write(smi)
        os.chmod(path, 0o755)
        before = os.environ['PATH']
        os.environ['PATH'] = folder + os.pathsep + before
        try:
            host = Host(self.base)
        finally:
            os.environ['PATH'] = before
        self.addCleanup(host.close)
        return host

    def test_the_curve_has_what_a_block_uses_of_graphics_processors(self) -> None:
        pid, note = os.path.join(self.base, 'pid'), os.path.join(self.base, 'note')
        host = self.host_with(FAKE_SMI.format(python=sys.executable, note=note, pid=pid))
        directory = self.block_directory('import time\n' + USES_GPU.format(pid=pid))
        open(os.path.join(directory, 'usage.ndjson'), 'w').close()
        host.start('block', directory, self.project)
        exited = host.wait('exited', 'block', seconds=30)
        self.assertEqual((exited['code'], exited['leftovers']), (0, 0), host.text)
        with open(os.path.join(directory, 'usage.ndjson'), encoding='utf-8') as file:
            points = [json.loads(line) for line in file]
        found = [point for point in points if point.get('gpuMemory')]
        self.assertEqual({(point['gpuMemory'], point['gpu']) for point in found}, {(612 << 20, 0.45)})
        self.assertNotIn('gpuMemory', points[0])
        # It is asked only while blocks run.
        with open(note, encoding='utf-8') as file:
            asked = [int(line) for line in file]
        self.assertEqual(len(asked), 1)
        deadline = time.monotonic() + 10
        while alive(asked[0]) and time.monotonic() < deadline:
            time.sleep(0.01)
        self.assertFalse(alive(asked[0]))

    def test_an_nvidia_smi_that_does_not_work_is_left_alone(self) -> None:
        note = os.path.join(self.base, 'note')
        host = self.host_with(f'#!/bin/sh\necho x >> {note}\necho "No devices were found"\nexit 6\n')
        for number in range(2):
            directory = self.block_directory(SHORT, uuid=f'b{number}')
            host.start(f'b{number}', directory, self.project)
            self.assertEqual(host.wait('exited', f'b{number}')['code'], 0)
            with open(os.path.join(directory, 'usage.ndjson'), encoding='utf-8') as file:
                self.assertNotIn('gpu', file.read())
        with open(note, encoding='utf-8') as file:
            self.assertEqual(file.read(), 'x\n')


if __name__ == '__main__':
    unittest.main()
