"""What a block says: lines, frames, control events, artifacts."""

import json
import os
import subprocess

from project import ProjectTest


class FramesTest(ProjectTest):
    def test_lines_and_frames_keep_their_order(self):
        ran = self.run_code("""
            import logging, sys, warnings
            @data_loader
            def f(**kwargs):
                print('one')
                print('unfinished', end='')
                sys.stderr.write('two\\n')
                logging.getLogger('a.b').info('three')
                logging.debug('not shown')
                print('four')
                kwargs['logger'].error('five', tag=1)
                warnings.warn('six')
        """)
        self.assert_completed(ran)
        kept = [line for line in ran.stdout.split('\n') if line]
        self.assertEqual(kept[0], 'one')
        self.assertTrue(kept[1].startswith('unfinished\x1e'), kept[1])
        self.assertEqual(kept[3], 'four')
        records = ran.records()
        self.assertEqual(
            [(r['stream'], r['level'], r['text']) for r in records[:3]],
            [
                ('stderr', 'warning', 'two'),
                ('log', 'info', 'three'),
                ('log', 'error', 'five'),
            ],
        )
        self.assertEqual(records[2]['tags'], {'tag': 1})
        self.assertIn('UserWarning: six', records[3]['text'])
        self.assertEqual(ran.stderr, '')

    def test_without_frames_everything_is_plain_text(self):
        directory = self.block_directory('import sys\n@data_loader\ndef f(**kw):\n    kw["logger"].info("hi")\n    print("out")\n')
        env = self.environment()
        del env['PIPEWRIGHT_FRAMES']
        ran = self.run_directory(directory, env)
        self.assert_completed(ran)
        self.assertEqual((ran.stdout, ran.stderr), ('out\n', 'hi\n'))

    def test_frames_keep_their_place_while_stdout_is_redirected(self):
        ran = self.run_code("""
            import contextlib, io
            @data_loader
            def f(**kwargs):
                print('before', end='')
                with contextlib.redirect_stdout(io.StringIO()) as text:
                    print('hidden')
                    kwargs['logger'].info('log')
                print('after', text.getvalue(), end='')
        """)
        self.assertTrue(ran.stdout.startswith('before\x1e{'), ran.stdout)
        self.assertTrue(ran.stdout.endswith('}\nafter hidden\n'), ran.stdout)

    def test_stderr_without_a_line_end_is_not_lost(self):
        ran = self.run_code('import sys\n@data_loader\ndef f(): sys.stderr.write("tail")\n')
        self.assertEqual([r['text'] for r in ran.records()], ['tail'])

    def test_long_lines_and_many_small_writes_cost_what_they_are_long(self):
        ran = self.run_code("""
            import sys, time
            @data_loader
            def f():
                begun = time.monotonic()
                sys.stderr.write('7' * 1_000_000 + '\\n')
                for number in range(100_000): sys.stderr.write('.')
                sys.stderr.write('\\n')
                return time.monotonic() - begun
        """)
        self.assert_completed(ran)
        self.assertEqual([len(r['text']) for r in ran.records()], [1_000_000, 100_000])
        self.assertLess(ran.preview()['value'], 5)

    def test_basic_config_of_a_block_is_respected(self):
        ran = self.run_code("""
            import logging
            logging.basicConfig(level=logging.DEBUG, format='%(name)s says %(message)s')
            @data_loader
            def f(): logging.getLogger('me').debug('hi')
        """)
        self.assertEqual([(r['level'], r['text']) for r in ran.records()], [('debug', 'me says hi')])

    def test_subprocesses_write_to_the_same_streams(self):
        ran = self.run_code('import subprocess\n@data_loader\ndef f(): subprocess.run("echo out; echo err >&2", shell=True)\n')
        self.assertEqual((ran.stdout, ran.stderr), ('out\n', 'err\n'))


class ControlTest(ProjectTest):
    def events(self, code, **request):
        directory = self.block_directory(code, **request)
        read, write = os.pipe()
        process = subprocess.Popen(
            [self.python, '-m', 'pipewright_runner', directory],
            env=self.environment(PIPEWRIGHT_CONTROL_FD=str(write)),
            pass_fds=[write],
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            stdin=subprocess.DEVNULL,
        )
        os.close(write)
        with os.fdopen(read) as stream:
            events = [json.loads(line) for line in stream]
        self.text = process.communicate()[0].decode()
        return events, directory

    def test_events_tell_the_run(self):
        events, directory = self.events("""
            @data_loader
            def f(**kwargs):
                log = kwargs['logger']
                log.metric(auc=0.91)
                log.metric(step=2, loss=1)
                log.progress(1, 2, 'half')
                log.progress(2, 2)
                open(f"{__import__('os').environ['PIPEWRIGHT_ARTIFACTS']}/note.txt", 'w').write('hi')
                return 1
            @test
            def good(x): assert x
        """)
        self.assertEqual(
            [event['event'] for event in events],
            [
                'metric',
                'metric',
                'progress',
                'progress',
                'artifact',
            ],
        )
        self.assertEqual((events[0]['name'], events[0]['value'], events[1]['step']), ('auc', 0.91, 2))
        self.assertEqual(events[2]['text'], 'half')
        with open(os.path.join(directory, 'result.json')) as file:
            result = json.load(file)
        self.assertEqual([m['name'] for m in result['metrics']], ['auc', 'loss'])
        self.assertEqual(
            result['artifacts'],
            [
                {'name': 'note.txt', 'path': 'artifacts/note.txt', 'kind': 'file', 'title': None, 'bytes': 2},
            ],
        )

    def test_progress_bars_become_progress(self):
        events, _ = self.events("""
            import sys, time
            @data_loader
            def f():
                for n in (0, 5, 10):
                    sys.stderr.write(f'\\repochs:  {n * 10}%|###   | {n}/10 [00:01<00:00, 25.0it/s]')
                    time.sleep(0.11)
                sys.stderr.write('\\n')
        """)
        progress = [(e['done'], e['total'], e['text']) for e in events if e['event'] == 'progress']
        self.assertEqual(progress[-1], (10, 10, 'epochs'))
        self.assertIn((5, 10, 'epochs'), progress)
        self.assertEqual(self.text.count('epochs'), 1)

    def test_a_metric_that_is_no_number_is_an_error(self):
        ran = self.run_code('@data_loader\ndef f(**kw): kw["logger"].metric(auc="high")\n')
        self.assert_failed(ran, "a metric is a number; auc is str 'high'")
