"""What a block is told where it cannot run, or fails."""

import os
import sys
import unittest

from project import ProjectTest


class RefusedCodeTest(ProjectTest):
    def test_notebook_magics_are_refused_by_line(self):
        for number, magic in enumerate(('%matplotlib inline', '!pip install pandas', '%%bash')):
            ran = self.run_code(f'x = 1\n{magic}\n@data_loader\ndef f(): return 1\n', uuid=f'm{number}')
            self.assert_failed(ran, f'Line 2 of m{number}.py is a notebook command ({magic})')

    def test_notebook_magics_inside_functions_and_kept_results_are_refused_too(self):
        for number, magic in enumerate(('    %time 1 + 1', '    !ls', '    files = !ls *.csv')):
            ran = self.run_code(f'@data_loader\ndef f():\n{magic}\n    return 1\n', uuid=f'inner{number}')
            self.assert_failed(ran, f'Line 3 of inner{number}.py is a notebook command ({magic.strip()})')

    def test_a_line_that_goes_on_with_a_percent_sign_is_not_blamed_for_another_error(self):
        ran = self.run_code('@data_loader\ndef f():\n    s = ("%d"\n    %len("x"))\n    return return\n')
        self.assert_failed(ran, 'SyntaxError: invalid syntax')

    def test_what_we_say_ourselves_is_said_without_the_names_of_our_classes(self):
        ran = self.run_code('!ls\n')
        self.assertTrue(ran.result['reason'].startswith('Line 1 of '), ran.result['reason'])
        self.assertNotIn('BlockCodeError', ran.stdout + ran.stderr)

    def test_an_error_without_words_is_told_by_its_name(self):
        ran = self.run_code('@data_loader\ndef f(): raise MemoryError\n')
        self.assertEqual(ran.result['reason'], 'MemoryError')

    @unittest.skipUnless(sys.platform == 'linux', 'needs /dev/full')
    def test_an_outcome_that_cannot_be_stored_is_told_in_words(self):
        ran = self.run_code("""
            import os
            @data_loader
            def f():
                os.symlink('/dev/full', f"{os.environ['PIPEWRIGHT_BLOCK_DIRECTORY']}/result.json.{os.getpid()}.tmp")
                return 1
        """)
        self.assertEqual((ran.code, ran.result), (74, {}))
        self.assertIn('What the block came to could not be stored: No space left on device.', ran.stdout + ran.stderr)

    def test_a_percent_sign_in_a_text_is_no_magic(self):
        self.assert_completed(self.run_code('s = """\n%d!\n!x\n"""\n@data_loader\ndef f(): return s\n'))


class ErrorsTest(ProjectTest):
    def test_an_error_names_type_message_and_line_of_the_source_file(self):
        ran = self.run_code(
            """
            @data_loader
            def load():
                def inner():
                    raise ValueError('bad\\nvery')
                inner()
        """,
            uuid='build/features',
        )
        self.assert_failed(ran, 'ValueError: bad\nvery')
        error = ran.result['error']
        self.assertEqual([f['function'] for f in error['frames']], ['load', 'inner'])
        last = error['frames'][-1]
        self.assertEqual((last['file'], last['inProject'], last['line']), ('data_loaders/build/features.py', True, 5))
        self.assertEqual(last['code'], "raise ValueError('bad\\nvery')")
        self.assertNotIn('pipewright_runner', error['traceback'])
        self.assertIn('inner()', error['traceback'])

    def test_a_syntax_error_has_its_line(self):
        ran = self.run_code('@data_loader\ndef f()\n    return 1\n')
        self.assert_failed(ran, 'SyntaxError')
        self.assertEqual(ran.result['error']['frames'][-1]['line'], 2)

    def test_an_exit_with_a_code_fails(self):
        self.assert_failed(self.run_code('import sys\n@data_loader\ndef f(): sys.exit(3)\n'), 'SystemExit: 3')

    def test_a_missing_module_fails_and_says_what_to_install(self):
        ran = self.run_code('import not_there_xyz\n')
        self.assert_failed(ran, "No module named 'not_there_xyz'")
        self.assertIn('Add not_there_xyz to requirements.txt', ran.result['reason'])

    def test_a_module_whose_package_has_another_name_is_named_by_its_package(self):
        ran = self.run_code("raise ModuleNotFoundError(\"No module named 'sklearn'\", name='sklearn.svm')\n")
        self.assertIn('python -m pip install scikit-learn', ran.result['error']['message'])

    def test_a_module_of_the_project_is_nothing_to_install(self):
        self.write('helpers.py', '')
        ran = self.run_code('import helpers.missing\n')
        self.assertNotIn('install', ran.result['reason'])

    def test_a_path_that_would_be_right_from_the_project_folder_is_explained(self):
        self.write('data/x.csv', 'a\n')
        ran = self.run_directory(self.block_directory("@data_loader\ndef f(): open('data/x.csv')\n"), cwd=self.base)
        self.assert_failed(ran, 'No such file or directory')
        hint = (
            f'Relative paths start at {os.path.realpath(self.base)}. This file is in the project: '
            'use os.path.join(kwargs["repo_path"], "data/x.csv").'
        )
        self.assertIn(hint, ran.result['reason'])
        self.assertIn(hint, ran.result['error']['message'])
        self.assertIn(hint, ran.result['error']['traceback'])

    def test_a_path_that_is_nowhere_has_no_hint(self):
        ran = self.run_code("@data_loader\ndef f(): open('data/nowhere.csv')\n")
        self.assertNotIn('Relative paths', ran.result['reason'])

    def test_endless_recursion_names_both_ends_of_its_frames(self):
        ran = self.run_code('def again(): again()\n@data_loader\ndef f(): again()\n')
        self.assert_failed(ran, 'RecursionError')
        self.assertEqual(len(ran.result['error']['frames']), 100)

    def test_a_cause_is_kept_in_the_traceback(self):
        ran = self.run_code("""
            @data_loader
            def f():
                try:
                    {}['k']
                except KeyError as error:
                    raise ValueError('outer') from error
        """)
        self.assert_failed(ran, 'ValueError: outer')
        self.assertIn("KeyError: 'k'", ran.result['error']['traceback'])
        self.assertIn('direct cause', ran.result['error']['traceback'])

    def test_a_process_that_dies_leaves_no_result(self):
        ran = self.run_code('import os\n@data_loader\ndef f(): os._exit(9)\n')
        self.assertEqual((ran.code, ran.result), (9, {}))
