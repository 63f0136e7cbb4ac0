"""dbt blocks: how dbt is called, with a stand-in that writes down its arguments; and what comes of it, with the real dbt and DuckDB."""

from __future__ import annotations

import importlib.util
import json
import os
import textwrap
import unittest
from typing import Any, ClassVar

from project import ProjectTest, Ran

HAS_YAML = all(importlib.util.find_spec(name) is not None for name in ('yaml', 'jinja2'))
REAL = os.environ.get('PIPEWRIGHT_DBT')
STAND_IN = {
    **dict.fromkeys(('dbt/__init__.py', 'dbt/cli/__init__.py', 'dbt/adapters/__init__.py', 'dbt/adapters/duckdb/__init__.py'), ''),
    'dbt/cli/main.py': """
        import glob, json, os, types
        class dbtRunner:
            def __init__(self, callbacks):
                self.callbacks = callbacks
            def invoke(self, arguments):
                folder = arguments[arguments.index('--profiles-dir') + 1]
                seeds = {path: open(path).read() for path in glob.glob(os.environ['SEEDS'])}
                with open(os.environ['CALLS'], 'a') as file:
                    file.write(json.dumps({'arguments': arguments, 'profiles': open(folder + '/profiles.yml').read(), 'seeds': seeds}) + '\\n')
                config = types.SimpleNamespace(materialized='view')
                node = types.SimpleNamespace(name='stg', resource_type='model', original_file_path='models/stg.sql', config=config)
                result = types.SimpleNamespace(node=node, status='success', message=None, execution_time=0)
                return types.SimpleNamespace(success=True, exception=None, result=types.SimpleNamespace(results=[result]))
    """,
    'dbt/adapters/factory.py': """
        class Credentials:
            schema = 'main'
            @classmethod
            def translate_aliases(cls, settings): return settings
        def load_plugin(name): return Credentials
    """,
}
PROJECT = {
    'dbt/shop/dbt_project.yml': """
        name: shop
        version: 1.0.0
        config-version: 2
        profile: shop
        models:
          shop:
            +materialized: table
    """,
    'dbt/shop/profiles.yml': """
        shop:
          target: dev
          outputs:
            dev: {type: duckdb, path: "{{ env_var('SHOP_DB') }}", threads: "{{ 1 | as_number }}"}
            other: {type: duckdb, path: "{{ variables('elsewhere') }}", schema: apart}
    """,
    'dbt/shop/models/stg.sql': "select id, customer, amount from {{ source('mage_shop', 'train_orders') }} where amount > {{ var('least', 0) }}\n",
}
ORDERS = "[[{'id': 1, 'customer': 'ann', 'amount': 10.5}, {'id': 2, 'customer': 'bob', 'amount': 20.0}, {'id': 3, 'customer': None, 'amount': 3.25}]]"


class DbtTest(ProjectTest):
    """A project with a dbt project called shop in it."""

    def setUp(self) -> None:
        super().setUp()
        for path, text in PROJECT.items():
            self.write(path, text)
        self.database = os.path.join(self.base, 'shop.duckdb')

    def environment(self, **more: str) -> dict[str, str]:
        return super().environment(SHOP_DB=self.database, DO_NOT_TRACK='1', **more)

    def model(self, name: str, uuid: str = 'model', configuration: Any = None, **request: Any) -> Ran:
        path = f'dbt/shop/models/{name}.sql'
        with open(os.path.join(self.project, path), encoding='utf-8') as file:
            text = file.read()
        settings = {'file_path': path, **(configuration or {})}
        return self.run_file('code.sql', text, 'sql', 'dbt', uuid, sourcePath=path, configuration=settings, **request)

    def command(self, text: str, uuid: str = 'again', configuration: Any = None, **request: Any) -> Ran:
        settings = {'dbt_project_name': 'dbt/shop', **(configuration or {})}
        return self.run_file('code.yaml', text, 'yaml', 'dbt', uuid, sourcePath=f'dbts/{uuid}.yaml', configuration=settings, **request)

    def text(self, path: str) -> str:
        with open(os.path.join(self.project, path), encoding='utf-8') as file:
            return file.read()


@unittest.skipIf(importlib.util.find_spec('dbt') is not None, 'dbt is installed')
class WithoutDbtTest(DbtTest):
    def test_what_to_install_is_said_with_the_adapter_of_the_profile(self):
        self.assert_failed(self.model('stg'), 'python -m pip install dbt-core dbt-duckdb')


@unittest.skipUnless(HAS_YAML, 'PyYAML or Jinja is not installed')
class ArgumentsTest(DbtTest):
    """How dbt is called: as Mage 0.9.80 calls it in triggered runs."""

    def setUp(self) -> None:
        super().setUp()
        self.library = os.path.join(self.base, 'library')
        for path, text in STAND_IN.items():
            full = os.path.join(self.library, path)
            os.makedirs(os.path.dirname(full), exist_ok=True)
            with open(full, 'w', encoding='utf-8') as file:
                file.write(textwrap.dedent(text))

    def environment(self, **more: str) -> dict[str, str]:
        kept = super().environment(**more)
        seeds, path = os.path.join(self.project, 'dbt/shop/seeds/*/*.csv'), os.pathsep.join([kept['PYTHONPATH'], self.library])
        return {**kept, 'PYTHONPATH': path, 'CALLS': os.path.join(self.base, 'calls'), 'SEEDS': seeds}

    def calls(self) -> list[list[str]]:
        """The arguments of all calls, without those that are the same in each."""
        return [self.own(call['arguments']) for call in self.raw_calls()]

    def raw_calls(self) -> list[dict[str, Any]]:
        with open(os.path.join(self.base, 'calls'), encoding='utf-8') as file:
            return [json.loads(line) for line in file]

    def own(self, arguments: list[str]) -> list[str]:
        always = ['--log-level', 'none', '--no-use-colors']
        self.assertEqual(arguments[:3], always)
        self.assertEqual(arguments[-4:-1], ['--project-dir', os.path.join(self.project, 'dbt', 'shop'), '--profiles-dir'])
        left = arguments[3:-4]
        at = left.index('--vars')
        self.vars = json.loads(left[at + 1])
        return left[:at] + left[at + 2 :]

    def test_a_model_is_built_with_its_tests_and_shown(self):
        ran = self.model('stg', variables={'least': 5})
        self.assert_completed(ran)
        self.assertEqual(
            self.calls(),
            [
                ['build', '--select', 'stg', '--target', 'dev'],
                ['show', '--select', 'stg', '--limit', '1000', '--target', 'dev'],
            ],
        )
        self.assertEqual((self.vars['least'], self.vars['env'], self.vars['pipeline_uuid']), (5, 'prod', 'train'))
        self.assertNotIn('logger', self.vars)

    def test_all_rows_are_read_where_another_block_gets_them(self):
        self.model('stg', extra={'dbt': {'needed': True}})
        self.assertEqual(self.calls()[-1], ['show', '--select', 'stg', '--limit', '-1', '--target', 'dev'])

    def test_the_settings_choose_target_limit_and_tests(self):
        settings = {'dbt_profile_target': "{{ variables('where') }}", 'limit': 7, 'dbt': {'disable_tests': True}}
        self.assert_completed(self.model('stg', configuration=settings, variables={'where': 'other', 'elsewhere': '/x/y.db'}))
        self.assertEqual(self.calls(), [
            ['run', '--select', 'stg', '--target', 'other'], ['show', '--select', 'stg', '--limit', '7', '--target', 'other'],
        ])  # fmt: skip
        self.assertIn('path: /x/y.db', self.raw_calls()[0]['profiles'])

    def test_the_run_adds_flags_and_widens_what_is_selected(self):
        told = {'flags': ['--full-refresh'], 'prefix': '+', 'suffix': '+1'}
        self.model('stg', variables={'__mage_variables': {'blocks': {'model': {'configuration': told}}}})
        self.assertEqual(self.calls()[0], ['build', '--full-refresh', '--select', '+stg+1', '--target', 'dev'])
        self.assertNotIn('__mage_variables', self.vars)

    def test_data_of_other_blocks_is_seeded_and_declared_and_leaves_no_file(self):
        orders = self.loader(ORDERS, 'orders')
        unread = self.loader('[[{"a": 1}]]', 'unread')
        self.assert_completed(self.model('stg', inputs={'orders': orders, 'unread': unread}))
        self.assertEqual(self.calls()[0], ['seed', '--select', 'mage_train_orders', '--target', 'dev', '--full-refresh'])
        [(path, text)] = self.raw_calls()[0]['seeds'].items()
        self.assertTrue(path.endswith('dbt/shop/seeds/mage_train/mage_train_orders.csv'), path)
        self.assertEqual(text.split(), ['"id","customer","amount"', '1,"ann",10.5', '2,"bob",20.0', '3,"",3.25'])
        self.assertFalse(os.path.exists(path) or os.path.exists(os.path.dirname(path)))
        self.assertEqual(len(self.calls()), 3)
        import yaml

        [source] = yaml.safe_load(self.text('dbt/shop/models/mage_sources.yml'))['sources']
        self.assertEqual((source['name'], source['schema']), ('mage_shop', 'main'))
        self.assertEqual([table['name'] for table in source['tables']], ['train_orders', 'train_unread'])
        self.assertEqual(source['tables'][0]['identifier'], 'mage_train_orders')
        self.assertEqual(source['tables'][0]['meta'], {'block_uuid': 'orders', 'pipeline_uuid': 'train'})

    def test_what_mage_sources_says_already_stays_to_the_byte(self):
        self.model('stg', 'first', inputs={'orders': self.loader(ORDERS, 'orders')})
        path = os.path.join(self.project, 'dbt/shop/models/mage_sources.yml')
        with open(path, 'a', encoding='utf-8') as file:
            file.write('# a note\n')
        self.assert_completed(self.model('stg', 'second', extra={'dbt': {'sources': ['orders']}}))
        self.assertTrue(self.text('dbt/shop/models/mage_sources.yml').endswith('# a note\n'))

    def test_sources_that_other_pipelines_read_are_declared(self):
        os.makedirs(os.path.join(self.project, 'pipelines', 'other_one'))
        self.write(
            'dbt/shop/models/theirs.sql', "select * from {{ source('mage_shop', 'other_one_load') }}, {{ source('mage_shop', 'typo') }}"
        )
        self.assert_completed(self.model('stg', extra={'dbt': {'sources': ['orders']}}))
        text = self.text('dbt/shop/models/mage_sources.yml')
        self.assertIn('identifier: mage_other_one_load', text)
        self.assertNotIn('typo', text)

    def test_a_command_is_split_as_a_shell_does_and_filled_in(self):
        orders = self.loader(ORDERS, 'orders')
        text = """--select stg \\
          --vars '{"note": "a b", "n": {{ block_output("orders", parse=lambda data, _: len(data)) }}, "least": {{ least }}}' # only this
        """
        ran = self.command(text, configuration={'dbt': {'command': 'test'}}, variables={'least': 2}, inputs={'orders': orders})
        self.assert_completed(ran)
        self.assertEqual([call[0] for call in self.calls()], ['seed', 'test'])
        self.assertEqual(self.calls()[-1], ['test', '--select', 'stg'])
        self.assertEqual((self.vars['note'], self.vars['n'], self.vars['least']), ('a b', 3, 2))

    def test_a_command_can_name_itself(self):
        self.command('dbt source freshness', configuration={'dbt': {'command': 'run'}})
        self.command('', 'second', configuration={'dbt': {'command': 'docs generate'}})
        self.assertEqual(self.calls(), [['source', 'freshness'], ['docs', 'generate']])

    def test_packages_are_installed_where_there_are_some(self):
        self.write('dbt/shop/packages.yml', 'packages:\n- local: ../mine\n')
        with self.assertRaises(ValueError):
            # It takes no variables.
            self.model('stg') and self.calls()
        self.assertEqual([call['arguments'][3] for call in self.raw_calls()], ['deps', 'build', 'show'])

    def test_the_filled_in_profile_is_gone_afterwards(self):
        self.assert_completed(self.model('stg'))
        [folder] = {call['arguments'][-1] for call in self.raw_calls()}
        self.assertIn(self.database, self.raw_calls()[0]['profiles'])
        self.assertIn('threads: 1\n', self.raw_calls()[0]['profiles'])
        self.assertFalse(os.path.exists(folder))

    def test_wrong_settings_name_what_is_there(self):
        self.assert_failed(self.model('stg', 'a', {'dbt_profile_target': 'prod'}), 'has no target prod. Targets there: dev, other')
        self.assert_failed(self.command('', 'b', {'dbt_project_name': 'dbt/nowhere'}), 'dbt projects of this project: dbt/shop')
        self.write('dbt/shop/profiles.yml', 'shop: {target: t, outputs: {t: {type: postgres}}}\n')
        self.assert_failed(self.model('stg', 'c'), 'python -m pip install dbt-postgres')


@unittest.skipUnless(REAL, 'dbt-core and dbt-duckdb are not installed')
class RealDbtTest(DbtTest):
    """What dbt makes of it."""

    python = REAL or ''
    needed: ClassVar[dict] = {'dbt': {'needed': True, 'sources': ['orders']}}

    def setUp(self) -> None:
        super().setUp()
        self.write('dbt/shop/models/schema.yml', '''
            version: 2
            models:
            - name: stg
              columns:
              - name: id
                tests: [not_null, unique]
              - name: customer
                tests: [not_null]
        ''')  # fmt: skip

    def test_data_goes_through_models_to_the_next_block(self):
        self.write('dbt/shop/models/totals.sql', "select count(*) as n, sum(amount) as total, current_date as day from {{ ref('stg') }}")
        orders = self.loader(ORDERS, 'orders')
        stg = self.model('stg', 'stg', inputs={'orders': orders}, variables={'least': 5})
        self.assert_completed(stg)
        self.assertEqual({test['name']: test['state'] for test in stg.result['tests']}, {
            'not_null_stg_id': 'passed', 'unique_stg_id': 'passed', 'not_null_stg_customer': 'passed',
        })  # fmt: skip
        self.assertEqual(stg.result['outputs'][0]['shape'], [2, 3])
        totals = self.model('totals', 'totals', extra=self.needed, variables={'least': 5})
        self.assert_completed(totals)
        # As in Mage: what dbt shows are Python's own decimals and dates.
        code = """
            @transformer
            def f(data, *args): return ' '.join([repr(data['n'][0].item()), str(data['total'][0]), *(type(data[c][0]).__name__ for c in data)])
        """
        seen = self.run_code(code, 'transformer', 'see', inputs=[totals])
        self.assert_completed(seen)
        self.assertEqual(seen.preview()['text'], '2 30.5 int64 Decimal date')
        self.assertIn('from "shop"."main"."stg"', self.text('.pipewright/runs/1/totals/1/query.sql'))
        again = self.command('--select totals', configuration={'dbt': {'command': 'run'}})
        self.assert_completed(again)
        told = [record['text'] for record in again.records() if record['level'] == 'info']
        self.assertTrue(any('OK created sql table model main.totals' in line for line in told), told)

    def test_a_failing_test_fails_the_block_at_the_line_of_its_column(self):
        ran = self.model('stg', inputs={'orders': self.loader(ORDERS, 'orders')})
        self.assert_failed(ran, 'test not_null_stg_customer (models/schema.yml): Got 1 result')
        self.assertEqual([test['name'] for test in ran.result['tests'] if test['state'] == 'failed'], ['not_null_stg_customer'])
        [frame] = ran.result['error']['frames']
        self.assertEqual((frame['file'], frame['line'], frame['inProject']), ('dbt/shop/models/schema.yml', 8, True))
        self.assertEqual([record['level'] for record in ran.records() if 'Failure in test' in record['text']], ['error'])

    def test_an_error_of_the_database_names_the_line_of_the_model(self):
        self.write('dbt/shop/models/schema.yml', 'version: 2\n')
        self.write(
            'dbt/shop/models/broken.sql', "{{ config(\n  materialized='view'\n) }}\nselect 1 as a,\n  nowhere\nfrom (select 2 as b)\n"
        )
        ran = self.model('broken', extra=self.needed)
        self.assert_failed(ran, 'Referenced column "nowhere" not found')
        self.assertEqual([(frame['file'], frame['line']) for frame in ran.result['error']['frames']], [('dbt/shop/models/broken.sql', 5)])

    def test_an_incremental_model_gives_all_its_rows(self):
        self.write('dbt/shop/models/schema.yml', 'version: 2\n')
        self.write('dbt/shop/models/grown.sql', '''
            {{ config(materialized='incremental') }}
            select {{ var('n') }} as n {% if is_incremental() %} where {{ var('n') }} > (select max(n) from {{ this }}) {% endif %}
        ''')  # fmt: skip
        self.assert_completed(self.model('grown', 'one', variables={'n': 1}, extra=self.needed))
        two = self.model('grown', 'two', variables={'n': 2}, extra=self.needed)
        self.assert_completed(two)
        self.assertEqual([row[0] for row in two.preview()['rows']], [1, 2])
