"""Details of Mage's contract that were found by recording the real one on small projects."""

import json
import os

from project import ProjectTest


class VariablesTest(ProjectTest):
    def kwargs(self, names, **request):
        ran = self.run_code(f'@data_loader\ndef f(**kwargs): return {{k: kwargs.get(k) for k in {names!r}}}\n', **request)
        self.assert_completed(ran)
        return json.loads(ran.preview()['text'])

    def test_variables_named_like_reserved_ones(self):
        given = {'env': 'mine', 'event': {'a': 1}, 'context': 5, 'configuration': 'x', 'block_uuid': 'other', 'trigger_name': 'mine'}
        found = self.kwargs(sorted(given), variables=given, configuration={'own': 1}, uuid='block')
        kept = {'event': {'a': 1}, 'context': 5}
        self.assertEqual(found, {**kept, 'env': 'prod', 'configuration': {'own': 1}, 'block_uuid': 'block', 'trigger_name': None})


class SensorTest(ProjectTest):
    def test_the_tests_of_a_sensor_are_run_without_outputs(self):
        code = '@sensor\ndef f(*args, **kwargs): return True\n\n@test\ndef t(*args): assert args == (), args\n'
        ran = self.run_code(code, 'sensor', 'fine')
        self.assert_completed(ran)
        self.assertEqual([found['state'] for found in ran.result['tests']], ['passed'])
        self.assert_failed(self.run_code(code.replace('== ()', '== (1,)'), 'sensor', 'broken'), 'Failed to pass tests')


class GuestTest(ProjectTest):
    def test_conditionals_and_callbacks_see_the_configuration_of_the_block(self):
        extra = {
            'conditionals': [{'uuid': 'c', 'code': 'c.py', 'sourcePath': 'conditionals/c.py', 'configuration': {'mine': 2}}],
            'callbacks': [{'uuid': 'cb', 'code': 'cb.py', 'sourcePath': 'callbacks/cb.py', 'configuration': {'mine': 2}}],
        }
        code = '@data_loader\ndef f(): return 1\n'
        directory = self.block_directory(code, 'data_loader', 'block', configuration={'own': 1}, extra=extra)
        for name, text in (
            ('c.py', '@condition\ndef c(**kwargs): return kwargs["configuration"] == {"own": 1}\n'),
            ('cb.py', '@callback("success")\ndef c(**kwargs): print("told", kwargs["configuration"], kwargs["block_uuid"])\n'),
        ):
            with open(os.path.join(directory, name), 'w') as file:
                file.write(text)
        ran = self.run_directory(directory)
        self.assert_completed(ran)
        self.assertIn("told {'own': 1} cb", ran.plain())


class OutputsTest(ProjectTest):
    def test_a_named_tuple_is_one_output_per_element(self):
        split = self.loader('collections.namedtuple("Split", "train test")(1, "b")', 'split', imports='import collections')
        self.assertEqual([output['kind'] for output in split.result['outputs']], ['number', 'text'])
        self.assertEqual(self.received(split), "([1, 'b'],)")


class ShimTest(ProjectTest):
    def test_enumerations_print_as_their_value(self):
        imports = 'from mage_ai.io.base import ExportWritePolicy\nfrom mage_ai.io.config import ConfigKey'
        shown = self.loader('f"{ExportWritePolicy.APPEND} {ConfigKey.AWS_REGION}" + str(ExportWritePolicy.FAIL)', imports=imports)
        self.assertEqual(shown.preview()['text'], 'append AWS_REGIONfail')

    def test_helpers_give_what_those_of_mage_give(self):
        """Each pair was recorded: the expression, and what it is in mage-ai 0.9.80."""
        cases = [
            ("strings.camel_to_snake_case('HTTPResponseCode')", 'http_response_code'),
            ("strings.string_to_number('1.5')", 1.5),
            ("hash.extract({'a': 1, 'b': None}, ['a', 'b'])", {'a': 1}),
            ("hash.flatten({'a': {'b': 1, 'c': {'d': 2}}})", {'a_b': 1, 'a_c_d': 2}),
            ("hash.unflatten_dict({'a.b': 1})", {'a': {'b': 1}}),
            ("hash.set_value({}, ['a', 'b'], 1)", {'a': {'b': 1}}),
            ('array.difference([1, 2], [2, 3])', [1, 3]),
            ('list(array.batch([1, 2, 3], 2))', [[1, 2], [3]]),
            ('utils.clean_name("it\'s")', 'it_s'),
            ('dates.week_of_month(datetime.datetime(2024, 1, 15))', 3),
            ('len(dates.n_days_ago(1))', 10),
            ('dates.compare(datetime.datetime(2024, 1, 1), datetime.datetime(2024, 1, 2))', -1),
        ]
        listed = ', '.join(expression for expression, _ in cases)
        imports = 'import datetime\nfrom mage_ai.shared import array, dates, hash, strings, utils'
        found = self.loader(f'[[{listed}]]', imports=imports)
        self.assertEqual(json.loads(found.preview()['text']), [value for _, value in cases])

    def test_a_part_of_mage_that_is_not_there_is_named(self):
        ran = self.run_code('from mage_ai.orchestration.notification.sender import NotificationSender\n')
        self.assert_failed(ran, 'install mage-ai in the environment')
