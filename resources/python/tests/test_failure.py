"""A failed block keeps its frames, and a prompt starts in them without running anything again."""

from __future__ import annotations

import json
import os
import stat
import subprocess
import unittest
from typing import Any

from project import ProjectTest, Ran

FAILS = """
from helper import deep
LIMIT = 5
print('the file was executed')

class Thing:
    def __init__(self, size):
        self.size = size
    def __repr__(self):
        return f'Thing({self.size})'

def twice(value):
    return value * 2 + LIMIT

@transformer
def change(data, *args, **kwargs):
    thing = Thing(4)
    mixed = {'things': [thing], 'lock': __import__('threading').Lock()}
    rows = (row for row in data)
    data.append(99)
    return deep(data, 3)
"""
HELPER = """
def deep(values, threshold):
    total = sum(values)
    return total / (threshold - 3)
"""


class FailureTest(ProjectTest):
    def setUp(self) -> None:
        super().setUp()
        self.write('helper.py', HELPER)

    def failed(self, code: str = FAILS, kind: str = 'transformer', **request: Any) -> Ran:
        loader = self.loader('[1, 2, 3]', uuid=f'load_for_{request.get("uuid", "block")}')
        ran = self.run_code(code, kind, inputs=[loader], **request)
        self.assertEqual(ran.result.get('state'), 'failed', ran.stdout + ran.stderr)
        return ran

    def kept(self, ran: Ran) -> dict[str, Any]:
        with open(os.path.join(ran.directory, 'failure/frames.json'), encoding='utf-8') as file:
            return json.load(file)

    def names(self, frame: dict[str, Any]) -> dict[str, Any]:
        return {entry['name']: entry for entry in frame['locals']}

    def prompt(self, ran: Ran, *lines: str) -> str:
        """What a prompt says to these lines."""
        process = subprocess.run(
            [self.python, '-m', 'pipewright_runner.repl', ran.directory],
            env=self.environment(),
            cwd=self.project,
            timeout=60,
            input='\n'.join([*lines, '']).encode(),
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            check=False,
        )
        self.assertEqual(process.returncode, 0, process.stdout.decode())
        return process.stdout.decode()

    def test_frames_of_the_block_and_of_what_it_called_are_kept_outermost_first(self):
        kept = self.kept(self.failed())
        self.assertEqual(
            [(frame['file'], frame['function']) for frame in kept['frames']], [('transformers/block.py', 'change'), ('helper.py', 'deep')]
        )
        self.assertEqual(kept['start'], 1)
        self.assertEqual(kept['error'], {'type': 'ZeroDivisionError', 'message': 'division by zero'})
        self.assertEqual(self.names(kept['frames'][1])['total']['text'], '105')
        self.assertEqual({entry['name'] for entry in kept['globals']}, {'LIMIT', 'df_1', 'up_1'})

    def test_a_prompt_has_the_values_of_that_moment_and_runs_nothing_again(self):
        said = self.prompt(self.failed(), 'total', 'values', ':up', 'thing.size', 'twice(3)', "inputs['up_1']")
        for words in ('in helper.py:4 in deep', '105', '[1, 2, 3, 99]', 'transformers/block.py:21 in change', '4', '11', '[1, 2, 3]'):
            self.assertIn(words, said)
        self.assertNotIn('the file was executed', said)

    def test_what_cannot_be_pickled_is_kept_as_text_and_what_lies_beside_it_is_kept(self):
        ran = self.failed()
        said = self.prompt(ran, ':up', "mixed['things']", "mixed['lock']", 'rows')
        self.assertIn('[Thing(4)]', said)
        self.assertRegex(said, r"<not kept, cannot pickle '_thread.lock' object: .*lock")
        self.assertRegex(said, r'<not kept, cannot pickle .?generator.? object')

    def test_a_value_that_is_too_big_costs_no_room_nor_any_other_value(self):
        code = """
class Big:
    nbytes = 90_000_000
@transformer
def change(data, *args, **kwargs):
    huge = bytearray(90_000_000)
    around = {'part': Big(), 'name': 'kept'}
    listed = [str(number) * 10 for number in range(3_000_000)]
    small = 7
    raise ValueError('too much')
"""
        ran = self.failed(code)
        kept_at = os.stat(os.path.join(ran.directory, 'failure/frames.json')).st_mtime
        self.assertLess(kept_at - ran.result['endedAt'] / 1000, 10)
        names = self.names(self.kept(ran)['frames'][0])
        for name in ('huge', 'listed'):
            self.assertIsNone(names[name]['value'])
            self.assertRegex(names[name]['note'], 'it is too big|keeping took too long')
        self.assertLess(os.path.getsize(os.path.join(ran.directory, 'failure/values.bin')), 1_000_000)
        said = self.prompt(ran, 'huge', "around['name'], around['part']", 'small + 1000')
        self.assertIn('1007', said)
        self.assertIn('<not kept, it is too big: bytearray', said)
        self.assertRegex(said, r"\('kept', <not kept, it is too big: Big")

    def test_an_input_that_is_too_big_is_read_from_where_it_is_stored(self):
        big = self.loader('bytes(70_000_000)', uuid='big')
        ran = self.run_code('@transformer\ndef f(data, **kwargs):\n    raise ValueError("no")\n', 'transformer', inputs={'big': big})
        entry = self.names(self.kept(ran)['frames'][0])['data']
        self.assertEqual((entry['value'], entry['input']), (None, 'big'))
        self.assertIn('70000000', self.prompt(ran, 'len(data)'))

    def test_the_budget_of_a_failure_goes_to_its_own_frames_before_those_of_libraries(self):
        code = 'import json\n@transformer\ndef change(data, *args, **kwargs):\n    text = "{"\n    return json.loads(text)\n'
        ran = self.failed(code)
        kept = self.kept(ran)
        self.assertEqual(kept['frames'][kept['start']]['function'], 'change')
        self.assertEqual([frame['inProject'] for frame in kept['frames'][:2]], [True, False])
        own = {entry['value'] for entry in kept['frames'][0]['locals']}
        others = {entry['value'] for frame in kept['frames'][1:] for entry in frame['locals'] if entry['value'] is not None} - own
        self.assertLess(max(own), min(others))
        self.assertIn("'{'", self.prompt(ran, ':down', 's'))

    def test_a_failure_outside_of_functions_has_the_variables_of_the_file(self):
        ran = self.failed('rows = [1, 2]\nwidth = rows[5]\n')
        said = self.prompt(ran, 'rows', ':vars')
        self.assertIn('transformers/block.py:2 in <module>', said)
        self.assertIn('rows', said)
        self.assertIn('[1, 2]', said)

    def test_a_test_that_failed_keeps_the_frame_of_the_test(self):
        code = '@transformer\ndef change(data, *args, **kwargs):\n    return 5\n@test\ndef is_small(output, *args):\n    limit = 3\n    assert output < limit\n'
        ran = self.failed(code)
        self.assertIn('in is_small', self.prompt(ran, 'output, limit'))
        self.assertIn('(5, 3)', self.prompt(ran, 'output, limit'))

    def test_a_library_of_tables_gives_tables_back(self):
        try:
            import pandas  # noqa: F401
        except ImportError:
            self.skipTest('pandas is not installed')
        code = """
import pandas as pd
@transformer
def change(data, *args, **kwargs):
    table = pd.DataFrame({'a': range(7043), 'b': ['x'] * 7043})
    return table['missing']
"""
        ran = self.failed(code)
        self.assertEqual(self.names(self.kept(ran)['frames'][0])['table']['text'], '7,043 × 2: a, b')
        self.assertIn('KeyError', self.prompt(ran))
        self.assertIn('7043', self.prompt(ran, 'table.a.nunique()'))

    def test_nobody_else_can_read_the_variables(self):
        ran = self.failed()
        for name in ('frames.json', 'values.bin'):
            mode = os.stat(os.path.join(ran.directory, 'failure', name)).st_mode
            self.assertEqual(stat.S_IMODE(mode), 0o600)

    def test_nothing_is_kept_where_it_is_not_wanted_or_nothing_failed(self):
        self.assertFalse(os.path.exists(os.path.join(self.failed(extra={'keepFailure': False}).directory, 'failure')))
        self.assertFalse(os.path.exists(os.path.join(self.loader('1', uuid='fine').directory, 'failure')))

    def test_a_value_whose_pickling_ends_the_process_loses_no_outcome(self):
        code = """
import os
class Fatal:
    def __reduce_ex__(self, protocol):
        os._exit(9)
@transformer
def change(data, *args, **kwargs):
    fatal = Fatal()
    raise ValueError('first')
"""
        ran = self.run_code(code, 'transformer', inputs=[self.loader('1')])
        self.assertEqual(ran.code, 9)
        self.assertIn('first', ran.result['error']['message'])

    def test_running_again_asks_first_and_stands_in_living_frames(self):
        ran = self.failed()
        refused = self.prompt(ran, ':run', 'n')
        self.assertIn('Nothing was run.', refused)
        self.assertNotIn('the file was executed', refused)
        said = self.prompt(ran, ':run', 'y', ':up', 'rows', 'kwargs["logger"]')
        self.assertIn('the file was executed', said)
        self.assertIn('<generator object', said)
        exporter = self.prompt(self.failed(FAILS.replace('@transformer', '@data_exporter'), 'data_exporter', uuid='writes'), ':run', 'n')
        self.assertIn('what it writes is written once more', exporter)

    def test_a_block_that_completed_opens_with_its_inputs_and_variables(self):
        ran = self.run_code(
            'print("executed")\n@transformer\ndef f(data, **kwargs):\n    return len(data)\n',
            'transformer',
            inputs=[self.loader('[1, 2, 3]')],
            variables={'n': 4},
        )
        said = self.prompt(ran, 'inputs[0]', "variables['n']", 'f(inputs[0])', ':frames', ':run', 'yes', 'returned + 40')
        for words in ('No frame was kept', '[1, 2, 3]', '4', '3', 'It completed', '43'):
            self.assertIn(words, said)
        self.assertEqual(said.count('executed'), 1)

    def test_what_the_prompt_makes_leaves_the_block_run_as_it_is(self):
        ran = self.failed()
        before = sorted(os.listdir(ran.directory))
        self.prompt(ran, 'import os', "open(os.path.join(os.environ['PIPEWRIGHT_ARTIFACTS'], 'x'), 'w').close()", ':run', 'y')
        self.assertEqual(sorted(os.listdir(ran.directory)), before)
        self.assertEqual(os.listdir(os.path.join(ran.directory, 'artifacts')), [])


if __name__ == '__main__':
    unittest.main()
