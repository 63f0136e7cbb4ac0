"""What the engine learns of a code file without running it."""

from __future__ import annotations

import base64
import json
import os
import subprocess
import sys
import unittest

from project import PYTHON_FOLDER

from pipewright_runner.code_facts import facts_of

CODE = b'from utils import dates\n\ndef f(a, b):\n    return dates.parse(a + b)\n'


class CodeFactsTest(unittest.TestCase):
    def test_comments_and_formatting_do_not_count(self):
        other = b'# a note\nfrom utils import (\n    dates,\n)\n\n\ndef f(a, b):  # why\n    return dates.parse(\n        a + b,\n    )\n'
        self.assertEqual(facts_of(CODE)['digest'], facts_of(other)['digest'])

    def test_a_changed_value_counts(self):
        self.assertNotEqual(facts_of(CODE)['digest'], facts_of(CODE.replace(b'a + b', b'a - b'))['digest'])

    def test_imports_are_found_wherever_they_stand(self):
        code = b"""
import a.b, c as d
from .near import x
from .. import up
def late():
    from e import *
    importlib.import_module('f.g')
    __import__('h')
    importlib.import_module(name)
"""
        found = sorted((entry['level'], entry['module'], *entry['names']) for entry in facts_of(code)['imports'])
        self.assertEqual(found, [(0, 'a.b'), (0, 'c'), (0, 'e'), (0, 'f.g'), (0, 'h'), (1, 'near', 'x'), (2, '', 'up')])

    def test_of_what_is_no_python_every_byte_counts(self):
        self.assertNotEqual(facts_of(b'SELECT 1 -- a')['digest'], facts_of(b'SELECT 1 -- b')['digest'])

    def test_the_script_says_what_the_interpreter_is_and_then_answers_line_by_line(self):
        script = os.path.join(PYTHON_FOLDER, 'pipewright_runner', 'code_facts.py')
        line = json.dumps({'code': base64.b64encode(CODE).decode()}) + '\n'
        answer = subprocess.run([sys.executable, script], input=line * 2, capture_output=True, text=True, check=True, timeout=20)
        first, *facts = map(json.loads, answer.stdout.splitlines())
        self.assertEqual(first['python'], '.'.join(map(str, sys.version_info[:3])))
        self.assertNotIn(os.path.dirname(script), first['paths'])
        self.assertEqual(facts, [facts_of(CODE)] * 2)


if __name__ == '__main__':
    unittest.main()
