"""Blocks that are programs: shell, JavaScript, R."""

import json
import os
import shutil
import unittest

from project import ProjectTest, Ran


class ProgramTest(ProjectTest):
    def run_program(self, code: str, language: str, ending: str, kind: str = 'custom', env=None, **request) -> Ran:
        return self.run_file(f'code.{ending}', code, language, kind, 'program', env, **request)


@unittest.skipUnless(shutil.which('sh'), 'no shell')
class ShellTest(ProgramTest):
    def test_inputs_variables_and_outputs_are_files(self):
        one = self.loader('{"v": 7}', 'one')
        code = (
            'echo hello\n'
            'cp "$PIPEWRIGHT_INPUT_1" "$PIPEWRIGHT_OUTPUTS/a.json"\n'
            'printf "text" > "$PIPEWRIGHT_OUTPUTS/b.txt"\n'
            'cp "$PIPEWRIGHT_VARIABLES" "$PIPEWRIGHT_OUTPUTS/c.json"\n'
        )
        ran = self.run_program(code, 'shell', 'sh', inputs={'one': one}, variables={'x': 5})
        self.assert_completed(ran)
        self.assertEqual(ran.plain(), 'hello')
        self.assertEqual(json.loads(ran.preview(0)['text']), {'v': 7})
        self.assertEqual(ran.preview(1)['text'], 'text')
        self.assertEqual(json.loads(ran.preview(2)['text'])['x'], 5)

    def test_the_list_of_inputs_names_the_blocks(self):
        one = self.loader('"hi"', 'one')
        ran = self.run_program('cat "$PIPEWRIGHT_INPUTS"', 'shell', 'sh', inputs={'one': one})
        self.assertEqual([entry['block'] for entry in json.loads(ran.plain())], ['one'])

    def test_a_code_other_than_0_fails(self):
        self.assert_failed(self.run_program('exit 3', 'shell', 'sh'), 'ended with code 3')

    def test_no_outputs_is_fine(self):
        ran = self.run_program('true', 'shell', 'sh')
        self.assert_completed(ran)
        self.assertEqual(ran.result['outputs'], [])

    def test_a_table_is_csv(self):
        code = 'printf "a,b\\n1,x\\n" > "$PIPEWRIGHT_OUTPUTS/t.csv"'
        ran = self.run_program(code, 'shell', 'sh')
        self.assert_completed(ran)
        self.assertIn(ran.result['outputs'][0]['kind'], ('table', 'json'))

    def test_an_output_that_is_no_json_is_named(self):
        self.assert_failed(self.run_program('echo "{" > "$PIPEWRIGHT_OUTPUTS/a.json"', 'shell', 'sh'), 'a.json cannot be read')


class JavaScriptTest(ProgramTest):
    @unittest.skipUnless(shutil.which('node'), 'no node')
    def test_a_script_reads_and_writes(self):
        one = self.loader('[[1, 2, 3]]', 'one')
        code = """
            const fs = require('node:fs')
            const numbers = JSON.parse(fs.readFileSync(process.env.PIPEWRIGHT_INPUT_1, 'utf8'))
            fs.writeFileSync(process.env.PIPEWRIGHT_OUTPUTS + '/sum.json', String(numbers.reduce((a, b) => a + b)))
        """
        ran = self.run_program(code, 'javascript', 'js', inputs={'one': one})
        self.assert_completed(ran)
        self.assertEqual(ran.preview()['value'], 6)

    def test_without_node_it_says_so(self):
        ran = self.run_program('', 'javascript', 'js', env=self.environment(PATH='/nowhere'))
        self.assert_failed(ran, 'Node.js (node) was not found')


class RTest(ProgramTest):
    def test_without_r_it_says_so(self):
        ran = self.run_program('', 'r', 'r', 'data_loader', env=self.environment(PATH='/nowhere'))
        self.assert_failed(ran, 'Rscript was not found')

    def test_the_script_around_the_block(self):
        """A stand-in for Rscript that shows the script it is given."""
        tool = self.write('bin/Rscript', '#!/bin/sh\ncat "$2"\nprintf "a,b\\n1,x\\n" > "$(dirname "$2")/result.csv"\n')
        os.chmod(tool, 0o755)
        path = os.pathsep.join([os.path.dirname(tool), os.environ['PATH']])
        ran = self.run_program(
            'load_data <- function() 1', 'r', 'r', 'data_loader', env=self.environment(PATH=path), variables={'k': 'v"q'}
        )
        self.assert_completed(ran)
        self.assertIn('"k" = "v\\"q"', ran.stdout)
        self.assertIn('pipewright_result <- load_data()', ran.stdout)
        self.assertEqual(len(ran.result['outputs']), 1)

    def test_other_types_are_refused(self):
        self.assert_failed(self.run_program('', 'r', 'r', 'custom'), 'R blocks are data loaders')
