"""The supervisor: starts fast, ends for certain."""

import os
import signal
import sys
import time
import unittest

from host import Host, alive, marked
from project import ProjectTest

# A block that leaves nothing out: a child, a detached grandchild that ignores SIGTERM and has its own child, an orphan
# with an empty environment.
TORTURE = """
import os, signal, subprocess, sys, time
FOREVER = 'import signal, time; signal.signal(signal.SIGTERM, signal.SIG_IGN); time.sleep(600)'
@data_loader
def f(*args):
    pids = []
    pids.append(subprocess.Popen([sys.executable, '-S', '-c', FOREVER]).pid)
    pids.append(subprocess.Popen([sys.executable, '-S', '-c', FOREVER], start_new_session=True, env={}).pid)
    read, write = os.pipe()
    if os.fork() == 0:
        os.setsid()
        signal.signal(signal.SIGTERM, signal.SIG_IGN)
        if os.fork() == 0:
            child = subprocess.Popen([sys.executable, '-S', '-c', FOREVER], env={}, start_new_session=True)
            os.write(write, f'{os.getpid()} {child.pid}\\n'.encode())
            time.sleep(600)
        os._exit(0)
    pids += os.read(read, 100).decode().split()
    print('pids', *pids, 'end', flush=True)
    AFTER
    return 1
"""


@unittest.skipUnless(sys.platform.startswith('linux'), 'forks with sub-reapers are of Linux')
class SupervisorTest(ProjectTest):
    def setUp(self):
        super().setUp()
        self.host = Host(self.base)
        self.addCleanup(self.close_host)

    def close_host(self):
        self.host.close()
        self.assertEqual(marked(self.host.mark), [])

    def start(self, code, uuid='block', **more):
        directory = self.block_directory(code, uuid=uuid, **more.pop('request', {}))
        self.host.start(uuid, directory, self.project, **more)
        return directory

    def torture(self, after, uuid='block'):
        self.start(TORTURE.replace('AFTER', after), uuid)
        words = self.host.wait_text(uuid, ' end').split('pids', 1)[1].split(' end')[0].split()
        pids = [int(word) for word in words]
        self.assertEqual(len(pids), 4)
        # A test that fails must not leave them to the machine.
        self.addCleanup(lambda: [os.kill(pid, signal.SIGKILL) for pid in pids if alive(pid)])
        return pids

    def test_runs_a_block_and_reports_its_end(self):
        directory = self.start('@data_loader\ndef f():\n    print("hello")\n    return 1\n')
        started = self.host.wait('started')
        exited = self.host.wait('exited')
        self.assertEqual((exited['id'], exited['code'], exited['signal'], exited['leftovers']), ('block', 0, None, 0))
        self.assertGreater(exited['peakMemoryBytes'], 1 << 20)
        self.assertIsInstance(started['pid'], int)
        self.assertIn('hello\n', self.host.wait_text('block', 'hello'))
        self.assertTrue(os.path.exists(os.path.join(directory, 'result.json')))

    def test_a_supervisor_whose_host_is_gone_ends_in_order(self):
        self.start('@data_loader\ndef f():\n    return 1\n')
        self.host.wait('exited')
        self.host.close()
        self.assertEqual(self.host.process.returncode, 0)

    def test_a_failed_block_exits_with_one(self):
        self.start('@data_loader\ndef f(): raise ValueError("no")\n')
        self.assertEqual(self.host.wait('exited')['code'], 1)

    def test_a_killed_block_names_its_signal(self):
        self.start('import os, signal\n@data_loader\ndef f(): os.kill(os.getpid(), signal.SIGKILL)\n')
        exited = self.host.wait('exited')
        self.assertEqual((exited['code'], exited['signal']), (None, 'SIGKILL'))

    def test_cancel_with_grace_ends_everything_a_block_started(self):
        pids = self.torture('time.sleep(600)')
        begun = time.monotonic()
        self.host.send(command='cancel', id='block', graceMs=300)
        exited = self.host.wait('exited')
        self.assertEqual([pid for pid in pids if alive(pid)], [])
        self.assertEqual(exited['signal'], 'SIGTERM')
        # One that had not yet come to ignore SIGTERM may be gone by it.
        self.assertGreaterEqual(exited['leftovers'], 3)
        self.assertLess(time.monotonic() - begun, 1)

    def test_cancel_without_grace_kills_at_once(self):
        pids = self.torture('signal.signal(signal.SIGTERM, signal.SIG_IGN); time.sleep(600)')
        begun = time.monotonic()
        self.host.send(command='cancel', id='block', graceMs=0)
        self.assertEqual(self.host.wait('exited')['signal'], 'SIGKILL')
        self.assertEqual([pid for pid in pids if alive(pid)], [])
        self.assertLess(time.monotonic() - begun, 0.5)

    def test_a_block_that_ignores_sigterm_is_killed_after_the_grace(self):
        self.start(
            'import signal, time\n@data_loader\ndef f():\n    signal.signal(signal.SIGTERM, signal.SIG_IGN)\n'
            '    print("deaf", flush=True)\n    time.sleep(600)\n'
        )
        self.host.wait_text('block', 'deaf')
        begun = time.monotonic()
        self.host.send(command='cancel', id='block', graceMs=200)
        self.assertEqual(self.host.wait('exited')['signal'], 'SIGKILL')
        self.assertGreaterEqual(time.monotonic() - begun, 0.2)

    def test_what_a_finished_block_leaves_is_ended(self):
        pids = self.torture('pass')
        exited = self.host.wait('exited')
        self.assertEqual((exited['code'], exited['leftovers']), (0, 4))
        self.assertEqual([pid for pid in pids if alive(pid)], [])

    def test_ending_one_block_leaves_others_alone(self):
        kept = self.torture('time.sleep(600)', 'kept')
        ended = self.torture('time.sleep(600)', 'ended')
        finished = self.torture('pass', 'finished')
        self.host.send(command='cancel', id='ended', graceMs=0)
        self.host.wait('exited', 'ended')
        self.host.wait('exited', 'finished')
        self.assertEqual([pid for pid in ended + finished if alive(pid)], [])
        self.assertEqual([pid for pid in kept if not alive(pid)], [])

    def test_cancel_wins_against_processes_that_go_on_forking(self):
        self.start("""
            import os, signal, time
            def breed():
                os.setsid()
                signal.signal(signal.SIGTERM, signal.SIG_IGN)
                end = time.time() + 20
                while time.time() < end:
                    if os.fork() == 0:
                        os.setsid()
                        time.sleep(0.05)
                        if os.fork() == 0:
                            time.sleep(30)
                        os._exit(0)
                    time.sleep(0.002)
                os._exit(0)
            @data_loader
            def f():
                for _ in range(3):
                    if os.fork() == 0:
                        breed()
                time.sleep(0.3)
                print('bred', flush=True)
                time.sleep(600)
        """)
        pid = self.host.wait('started')['pid']
        self.host.wait_text('block', 'bred')
        self.host.send(command='cancel', id='block', graceMs=50)
        exited = self.host.wait('exited')
        self.assertGreater(exited['leftovers'], 20)
        self.assertEqual(marked(f'{self.host.mark}:block'), [])
        self.assertFalse(alive(pid))

    def test_end_of_stdin_ends_everything(self):
        pids = self.torture('time.sleep(600)')
        self.host.close()
        self.assertEqual([pid for pid in pids if alive(pid)], [])

    def test_sigterm_to_the_supervisor_ends_everything(self):
        pids = self.torture('time.sleep(600)')
        self.host.process.send_signal(signal.SIGTERM)
        self.host.process.wait(10)
        self.assertEqual([pid for pid in pids if alive(pid)], [])

    def test_a_block_dies_with_a_killed_supervisor_and_the_rest_is_found_by_mark(self):
        pids = self.torture('time.sleep(600)')
        block = self.host.wait('started')['pid']
        self.host.process.kill()
        self.host.process.wait(10)
        self.wait_until(lambda: not alive(block))
        left = marked(f'{self.host.mark}:block')
        # Those started with an empty environment carry no mark; the engine cannot know them, this test does.
        self.assertGreaterEqual(len(set(left) & set(pids)), 2)
        for pid in {*left, *pids}:
            os.kill(pid, signal.SIGKILL)
        self.wait_until(lambda: not any(map(alive, {*left, *pids})))

    def wait_until(self, is_so, seconds=10):
        end = time.monotonic() + seconds
        while not is_so():
            self.assertLess(time.monotonic(), end)
            time.sleep(0.01)

    def test_a_fork_shows_its_own_mark(self):
        self.start('import time\n@data_loader\ndef f():\n    print("up", flush=True)\n    time.sleep(600)\n')
        pid = self.host.wait('started')['pid']
        self.host.wait_text('block', 'up')
        self.assertEqual(marked(f'{self.host.mark}:block'), [pid])

    def test_many_blocks_at_once(self):
        code = 'import os\n@data_loader\ndef f():\n    print("pid", os.getpid())\n    return os.getpid()\n'
        for number in range(40):
            self.start(code, f'b{number}')
        exits = [self.host.wait('exited', f'b{number}') for number in range(40)]
        self.assertEqual({exited['code'] for exited in exits}, {0})

    def test_a_block_is_as_clean_as_a_new_process(self):
        self.start(
            """
            import json, os, random, signal, sys, threading
            @data_loader
            def f():
                fds = sorted(int(n) for n in os.listdir('/proc/self/fd') if os.path.exists(f'/proc/self/fd/{n}'))
                print(json.dumps({
                    'session': os.getsid(0) == os.getpid(), 'group': os.getpgid(0) == os.getpid(), 'fds': fds,
                    'stdin': sys.stdin.read(), 'cwd': os.getcwd(), 'own': os.environ['OWN'], 'threads': threading.active_count(),
                    'term': signal.getsignal(signal.SIGTERM) == signal.SIG_DFL, 'int': signal.getsignal(signal.SIGINT).__name__,
                    'main': [sys.modules['__main__'].__spec__.name, hasattr(sys.modules['__main__'], '__file__')],
                    'path': sys.path[:2], 'home': 'HOME' in os.environ,
                }), random.random(), flush=True)
        """,
            environment={'OWN': 'yes'},
        )
        import json

        found = json.loads(self.host.wait_text('block', '}').split('}')[0] + '}')
        self.assertEqual(
            found,
            {
                'session': True,
                'group': True,
                'fds': [0, 1, 2, 3],
                'stdin': '',
                'cwd': self.project,
                'own': 'yes',
                'threads': 1,
                'term': True,
                'int': 'default_int_handler',
                'main': ['__main__', False],
                'path': [self.base, self.project],
                'home': True,
            },
        )

    def test_random_numbers_differ_between_blocks(self):
        code = 'import random\n@data_loader\ndef f(): print("r", random.random(), "end")\n'
        self.start(code, 'a')
        self.start(code, 'b')
        self.assertNotEqual(self.host.wait_text('a', 'end'), self.host.wait_text('b', 'end'))

    def test_multiprocessing_works_in_a_block(self):
        directory = self.start("""
            import multiprocessing
            from math import sqrt
            @data_loader
            def f():
                results = []
                for method in multiprocessing.get_all_start_methods():
                    with multiprocessing.get_context(method).Pool(2) as pool:
                        results.append(sum(pool.map(sqrt, [4, 9])))
                return {'sums': results}
        """)
        exited = self.host.wait('exited', seconds=30)
        self.assertEqual(exited['code'], 0, self.host.text)
        with open(os.path.join(directory, 'outputs/output_0/preview.json')) as file:
            self.assertIn('5.0', file.read())
        self.assertEqual(exited['leftovers'], 0)

    def test_forked_workers_can_be_given_functions_of_the_block(self):
        directory = self.start("""
            import multiprocessing
            def double(x): return 2 * x
            with multiprocessing.get_context('fork').Pool(2) as pool:
                early = pool.map(double, [1])
            @data_loader
            def f():
                with multiprocessing.get_context('fork').Pool(2) as pool:
                    return sum(pool.map(double, [1, 2])) + early[0]
        """)
        self.assertEqual(self.host.wait('exited')['code'], 0, self.host.text)
        with open(os.path.join(directory, 'outputs/output_0/preview.json')) as file:
            self.assertIn('"value": 8', file.read())

    def test_preloaded_modules_are_there(self):
        self.host.send(command='preload', modules=['colorsys', 'no_such_module_xyz'])
        self.assertIn('no_such_module_xyz', self.host.wait('error')['message'])
        self.start('import sys\nloaded = "colorsys" in sys.modules\n@data_loader\ndef f(): print("loaded", loaded)\n')
        self.host.wait_text('block', 'loaded True')

    def test_a_socket_that_is_not_there_is_an_error(self):
        directory = self.block_directory('')
        self.host.send(command='start', id='x', directory=directory, socket='/nowhere/x.sock', environment={}, cwd=self.project)
        self.assertEqual(self.host.wait('error')['id'], 'x')
        self.assertEqual(self.host.wait('exited')['code'], 120)

    def test_nonsense_commands_are_errors_and_do_no_harm(self):
        self.host.send(command='dance')
        self.assertIn('dance', self.host.wait('error')['message'])
        self.host.send(command='cancel', id='never started', graceMs=0)
        self.start('@data_loader\ndef f(): return 1\n')
        self.assertEqual(self.host.wait('exited')['code'], 0)
