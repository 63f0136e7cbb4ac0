"""The ordinary contract of a block: code, arguments, outputs, tests."""

import json

from project import RESERVED, ProjectTest


class CodeTest(ProjectTest):
    def test_runs_the_first_function_with_the_decorator_of_the_type(self):
        ran = self.run_code("""
            @data_loader
            def first(): return 1
            @data_loader
            def second(): return 2
        """)
        self.assert_completed(ran)
        self.assertEqual(ran.preview(), {'kind': 'number', 'value': 1, 'text': '1'})

    def test_the_guard_of_templates_is_no_obstacle(self):
        ran = self.run_code("""
            if 'data_loader' not in globals():
                from mage_ai.data_preparation.decorators import data_loader
            if 'condition' not in globals():
                from mage_ai.data_preparation.decorators import condition
            @data_loader
            def first(*args, **kwargs): return 1
        """)
        self.assert_completed(ran)

    def test_a_wrong_decorator_fails_with_the_right_one_named(self):
        ran = self.run_code(
            """
            from mage_ai.data_preparation.decorators import data_loader
            @data_loader
            def first(): return 1
        """,
            'transformer',
        )
        self.assert_failed(ran, 'needs @transformer')

    def test_the_namespace_has_no_name_no_file_and_the_presets(self):
        one = self.loader('{"v": 1}', 'one')
        ran = self.run_code(
            """
            names = sorted(k for k in globals() if k != '__builtins__')
            if __name__ == '__main__':
                raise SystemError('ran as main')
            @transformer
            def f(*args): return [names, [one, df_1]],
        """,
            'transformer',
            inputs={'one': one},
        )
        self.assert_completed(ran)
        self.assertEqual(
            ran.preview()['text'].split(),
            '[ [ "df_1", "one", "preprocesser", "test", "transformer" ], [ { "v": 1 }, { "v": 1 } ] ]'.split(),
        )

    def test_dunder_file_raises_a_name_error(self):
        ran = self.run_code('@data_loader\ndef f(): return __file__')
        self.assert_failed(ran, "NameError: name '__file__' is not defined")

    def test_preprocessers_run_first_with_the_same_inputs(self):
        one = self.loader('[[1]]', 'one')
        ran = self.run_code(
            """
            @preprocesser
            def before(data, **kwargs): data.append(kwargs['ds'])
            @transformer
            def f(data, **kwargs): return data[-1]
        """,
            'transformer',
            inputs=[one],
        )
        self.assert_completed(ran)
        self.assertEqual(ran.preview()['text'], '2026-11-24')

    def test_an_async_function_is_run_to_its_end(self):
        ran = self.run_code('@data_loader\nasync def f(**kwargs): return 5\n')
        self.assertEqual(ran.preview()['value'], 5)

    def test_a_decorator_with_options_counts_too(self):
        ran = self.run_code('@extension("great_expectations", x=1)\ndef f(*args, **kwargs): return 4\n', 'extension')
        self.assertEqual(ran.preview()['value'], 4)

    def test_project_code_is_imported_in_both_spellings(self):
        self.write('utils/helper.py', 'VALUE = 7\n')
        self.write('__init__.py', '')
        self.write('utils/__init__.py', '')
        ran = self.run_code("""
            from my_project.utils.helper import VALUE
            from utils import helper
            @data_loader
            def f(): return VALUE + helper.VALUE
        """)
        self.assertEqual(ran.preview()['value'], 14)

    def test_markdown_scratchpads_and_charts_are_never_run(self):
        for kind in ('markdown', 'scratchpad', 'chart'):
            ran = self.run_code('raise SystemError', kind, uuid=kind)
            self.assert_completed(ran)
            self.assertEqual(ran.result['outputs'], [])

    def test_custom_and_data_exporter_outputs_are_kept(self):
        for kind in ('custom', 'data_exporter'):
            ran = self.run_code(f'@{kind}\ndef f(*args, **kwargs): return 3\n', kind, uuid=kind)
            self.assertEqual(ran.preview()['value'], 3)


class ArgumentsTest(ProjectTest):
    def fails(self, signature, words, inputs=1):
        sources = [self.loader('1', f'in_{n}') for n in range(inputs)]
        code = f'@transformer\ndef f({signature}): return 1\n'
        self.assert_failed(self.run_code(code, 'transformer', inputs=sources), words)

    def test_a_default_counts_as_an_input(self):
        self.fails('data, limit=5, **kwargs', 'takes at least 2 inputs (data, limit), but the block has 1 upstream block')

    def test_a_keyword_only_parameter_counts_as_an_input(self):
        self.fails('data, *, limit=5, **kwargs', 'may be missing upstream dependencies')

    def test_too_many_inputs_are_refused(self):
        self.fails('data', 'too many upstream dependencies', inputs=2)

    def test_more_inputs_than_parameters_with_kwargs_only_is_a_type_error(self):
        self.fails('data, **kwargs', 'TypeError', inputs=2)

    def test_a_parameter_named_as_a_variable_collides(self):
        one = self.loader('1', 'one')
        code = '@transformer\ndef f(data, *args, **kwargs): return 1\n'
        ran = self.run_code(code, 'transformer', inputs=[one], variables={'data': 1})
        self.assert_failed(ran, "TypeError: f() got multiple values for argument 'data'")

    def test_without_kwargs_no_variable_is_given(self):
        self.assert_completed(self.run_code('@data_loader\ndef f(): return 1\n', variables={'x': 1}))

    def test_with_kwargs_all_variables_are_given(self):
        ran = self.run_code(
            """
            @data_loader
            def f(**kwargs):
                return {k: type(v).__name__ for k, v in kwargs.items()}
        """,
            variables={'x': 1, 'env': 'mine'},
            configuration={'own': 1},
        )
        self.assert_completed(ran)
        self.assertEqual(
            json.loads(ran.preview()['text']),
            {
                'x': 'int',
                'env': 'str',
                'execution_date': 'datetime',
                'ds': 'str',
                'hr': 'str',
                'event': 'dict',
                'trigger_name': 'NoneType',
                'execution_partition': 'str',
                'pipeline_run_id': 'int',
                'retry': 'dict',
                'configuration': 'dict',
                'context': 'dict',
                'pipeline_uuid': 'str',
                'block_uuid': 'str',
                'repo_path': 'str',
                'logger': 'DictLogger',
            },
        )

    def test_upstream_values_follow_the_number_of_outputs(self):
        none, one = self.loader('None', 'none'), self.loader('{"a": 1}', 'one')
        many, single = self.loader('1, "b"', 'many'), self.loader('[[1, 2]]', 'single')
        self.assertEqual(self.received(none, one, many, single), "([], {'a': 1}, [1, 'b'], [1, 2])")

    def test_more_than_ten_outputs_arrive_in_text_order(self):
        self.assertEqual(self.received(self.loader('list(range(12))')), '([0, 1, 10, 11, 2, 3, 4, 5, 6, 7, 8, 9],)')

    def test_hundreds_of_outputs_share_a_file_and_arrive_alike(self):
        loaded = self.loader('[{"i": i} for i in range(150)]')
        self.assertEqual(len(loaded.result['outputs']), 150)
        expected = [{'i': int(n)} for n in sorted(map(str, range(150)))]
        self.assertEqual(self.received(loaded), repr((expected,)))

    def test_an_upstream_that_did_not_run_gives_an_empty_list(self):
        code = '@transformer\ndef f(data): return repr(data)\n'
        ran = self.run_code(code, 'transformer', inputs={'gone': None})
        self.assertEqual(ran.preview()['text'], '[]')

    def test_a_generator_is_collected(self):
        code = '@data_loader\ndef f():\n    for i in range(3): yield {"i": i}\n'
        self.assertEqual(self.received(self.run_code(code)), "([{'i': 0}, {'i': 1}, {'i': 2}],)")


class TestsTest(ProjectTest):
    def test_all_tests_run_after_storing_and_a_failed_one_fails_the_block(self):
        ran = self.run_code("""
            @data_loader
            def f(): return 1, 'b'
            @test
            def good(*outputs): print('seen', outputs)
            @test
            def bad(output, *args): assert output == 2, 'not two'
            @test
            def also_good(output, second, **kwargs): assert kwargs['ds']
        """)
        self.assert_failed(ran, 'TestsFailed: Failed to pass tests for block block: bad: not two')
        self.assertEqual([t['state'] for t in ran.result['tests']], ['passed', 'failed', 'passed'])
        self.assertEqual(ran.result['tests'][0]['output'], "seen (1, 'b')\n")
        self.assertEqual(len(ran.result['outputs']), 2)

    def test_a_test_that_cannot_be_called_fails_with_its_own_error(self):
        ran = self.run_code('@data_loader\ndef f(): return None\n@test\ndef t(output, *args): pass\n')
        self.assert_failed(ran, "TypeError: t() missing 1 required positional argument: 'output'")

    def test_tests_are_left_out_on_request(self):
        ran = self.run_code('@data_loader\ndef f(): return 1\n@test\ndef t(o): assert 0\n', run_tests=False)
        self.assert_completed(ran)


class SensorTest(ProjectTest):
    def test_a_sensor_is_called_until_true_and_has_no_outputs(self):
        sensor = self.run_code(
            """
            calls = []
            @sensor
            def f(*args, **kwargs):
                calls.append(args)
                return len(calls) == 3
        """,
            'sensor',
            'sense',
            extra={'sensorIntervalSeconds': 0.01},
        )
        self.assert_completed(sensor)
        self.assertEqual(sensor.stdout.count('Sensor sleeping'), 2)
        self.assertEqual(self.received(sensor), '([],)')

    def test_a_sensor_gets_inputs_by_args_and_nothing_without_kwargs(self):
        one = self.loader('5', 'one')
        for signature, expected in (('*args, **kwargs', '(5,)'), ('*args', '()')):
            code = f'@sensor\ndef f({signature}):\n    print(args)\n    return True\n'
            ran = self.run_code(code, 'sensor', f's{len(signature)}', inputs=[one])
            self.assertIn(expected, ran.plain())


class DatedVariablesTest(ProjectTest):
    def test_variables_without_quotes_in_yaml_are_dates(self):
        code = """
            @data_loader
            def f(**kwargs): return repr([kwargs['day'], kwargs['moment'], kwargs['zone'], kwargs['text'], kwargs['given']])
        """
        texts = {'day': '2024-1-2', 'moment': '2024-01-02 03:04:05.5', 'zone': '2024-01-02T03:04:05+02:00', 'text': '2024-01-02'}
        ran = self.run_code(code, variables={**texts, 'given': 5}, extra={'dates': ['day', 'moment', 'zone', 'given']})
        self.assert_completed(ran)
        self.assertEqual(
            ran.preview()['text'].replace('datetime.', ''),
            '[date(2024, 1, 2), datetime(2024, 1, 2, 3, 4, 5, 500000), '
            "datetime(2024, 1, 2, 3, 4, 5, tzinfo=timezone(timedelta(seconds=7200))), '2024-01-02', 5]",
        )

    def test_the_dates_of_the_run_are_in_utc_without_a_time_zone(self):
        code = """
            import datetime
            @data_loader
            def f(**kwargs):
                return repr([kwargs['execution_date'], kwargs['execution_date'] < datetime.datetime.now(), kwargs['interval_end_datetime']])
        """
        dates = {'execution_date': '2024-01-02T23:30:00.000+00:00', 'interval_end_datetime': '2024-01-03T00:30:00.000+01:00'}
        ran = self.run_code(code, reserved={**RESERVED, **dates})
        self.assert_completed(ran)
        self.assertEqual(
            ran.preview()['text'].replace('datetime.', ''),
            '[datetime(2024, 1, 2, 23, 30), True, datetime(2024, 1, 2, 23, 30)]',
        )


class EnvironmentTest(ProjectTest):
    def test_the_project_is_found_under_the_names_mage_gives_it(self):
        ran = self.run_code(
            """
            import os
            @data_loader
            def f(**kwargs):
                return [[os.environ[name] == kwargs['repo_path'] for name in ('MAGE_REPO_PATH', 'MAGE_RUNTIME__REPO_PATH')]]
        """,
            env={'MAGE_REPO_PATH': '/somewhere/else'},
        )
        self.assert_completed(ran)
        self.assertEqual(json.loads(ran.preview()['text']), [True, True])


class GlobalDataProductTest(ProjectTest):
    def test_the_block_tells_the_runs_and_the_next_one_gets_the_values(self):
        one = self.loader('7', 'one')
        parts = [{'blockUuid': 'one', 'directories': [one.directory]}]
        remote = [{'block_uuid': 'one', 'pipeline_uuid': 'p'}]
        ran = self.run_code('', 'global_data_product', 'gdp', extra={'globalDataProduct': parts, 'remoteBlocks': remote})
        self.assert_completed(ran)
        self.assertEqual(json.loads(ran.preview()['text']), {'remote_blocks': remote})
        self.assertEqual(ran.result['globalDataProduct'], parts)
