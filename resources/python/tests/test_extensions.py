"""Extensions of Great Expectations: checks of what a block gave, listed among its tests."""

from __future__ import annotations

import importlib.util
import os
import unittest

from project import ProjectTest, Ran

REAL = os.environ.get('PIPEWRIGHT_DBT')
CHECK = "@extension('great_expectations')\ndef check(validator, *args, **kwargs):\n    "


class ExtensionTest(ProjectTest):
    def checked(self, code: str, expression: str = '[{"a": 1}, {"a": 2}, {"a": 7}]', uuid: str = 'block') -> Ran:
        guest = {'uuid': 'ge', 'code': 'extension_1.py', 'sourcePath': 'extensions/ge.py', 'configuration': {'most': 10}}
        block = f'@data_loader\ndef load(*args, **kwargs):\n    return {expression}\n'
        directory = self.block_directory(block, uuid=uuid, extra={'extensions': [guest]})
        with open(os.path.join(directory, 'extension_1.py'), 'w', encoding='utf-8') as file:
            file.write(code)
        return self.run_directory(directory)


@unittest.skipIf(importlib.util.find_spec('great_expectations') is not None, 'great_expectations is installed')
class WithoutLibraryTest(ExtensionTest):
    def test_what_to_install_is_said(self):
        ran = self.checked(f'{CHECK}pass')
        self.assert_failed(ran, 'python -m pip install great_expectations')
        # What the block gave is there to be looked at.
        self.assertEqual(len(ran.result['outputs']), 3)

    def test_a_file_without_a_function_checks_nothing_and_says_so(self):
        self.assert_failed(self.checked('x = 1'), 'Extension ge has no function')
        self.assert_failed(self.checked("@extension('other')\ndef f(v): pass\n", uuid='second'), "names 'other'")


@unittest.skipUnless(REAL, 'great_expectations is not installed')
class RealExtensionTest(ExtensionTest):
    python = REAL or ''

    def test_expectations_that_are_not_met_fail_the_block_and_all_are_listed(self):
        ran = self.checked(f'''{CHECK}validator.expect_column_values_to_be_between('a', 5, kwargs['configuration']['most'])
    validator.expect_column_values_to_be_unique('nowhere')
    validator.expect_column_to_exist('a')
''')  # fmt: skip
        self.assert_failed(ran, '2 expectations of block block not met')
        found = {test['name']: (test['state'], test['message']) for test in ran.result['tests']}
        self.assertEqual(found.pop('ge: expect_column_to_exist(a)'), ('passed', None))
        between = found.pop('ge: expect_column_values_to_be_between(a, min_value=5.0, max_value=10.0)')
        self.assertEqual(between, ('failed', '2 of 3 values are not as expected: 1, 2'))
        [(name, (state, message))] = found.items()
        self.assertEqual((name, state), ('ge: expect_column_values_to_be_unique(nowhere)', 'failed'))
        self.assertIn('"nowhere"', message)

    def test_expectations_of_the_decorator_are_checked(self):
        listed = "[{'expectation_type': 'expect_column_values_to_not_be_null', 'kwargs': {'column': 'a'}}]"
        ran = self.checked(f"@extension('great_expectations', expectations={listed})\ndef check(validator, *args, **kwargs):\n    pass\n")
        self.assert_completed(ran)
        self.assertEqual([test['name'] for test in ran.result['tests']], ['ge: expect_column_values_to_not_be_null(a)'])

    def test_an_extension_that_ends_itself_is_no_passed_check(self):
        self.assert_failed(self.checked(f'import sys\n{CHECK}sys.exit(0)'), 'before its expectations were checked')
