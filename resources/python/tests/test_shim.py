"""The stand-in for mage_ai, as blocks use it."""

import json
import os
import subprocess
import sys
import textwrap

from project import ProjectTest
from warm import WarmTest, need

IO_CONFIG = """
version: 0.1.1
# an expression in a comment does no harm: {{ env_var('X') }}
default:
  POSTGRES_HOST: "{{ env_var('DB_HOST') }}"   # host
  POSTGRES_PORT: 5432
  DUCKDB_DATABASE: DATABASE
  GOOGLE_SERVICE_ACC_KEY:
    type: service_account
    private_key: |
      -----BEGIN
      abc
old:
  PostgreSQL:
    database: shop
    user: 'it''s me'
  AWS:
    Redshift: {host: h, port: 5439}
"""


class ShimTest(ProjectTest):
    def value(self, body, uuid='block', env=None, **request):
        code = '@data_loader\ndef f(*args, **kwargs):\n' + textwrap.indent(textwrap.dedent(body), '    ')
        ran = self.run_directory(self.block_directory(code, uuid=uuid, **request), self.environment(**(env or {})))
        self.assert_completed(ran)
        return json.loads(ran.preview()['text'])

    def test_every_module_of_the_shim_can_be_imported_without_any_package(self):
        ran = self.run_code("""
            import importlib, pkgutil
            @data_loader
            def f():
                import mage_ai
                names = [m.name for m in pkgutil.walk_packages(mage_ai.__path__, 'mage_ai.')]
                for name in names:
                    importlib.import_module(name)
                return len(names)
        """)
        self.assert_completed(ran)
        self.assertGreater(ran.preview()['value'], 70)

    def test_the_project_is_found(self):
        found = self.value("""
            from mage_ai.settings.repo import get_repo_path
            from mage_ai.data_preparation.repo_manager import get_repo_path as old
            return {'a': get_repo_path(), 'b': old()}
        """)
        self.assertEqual(found, {'a': self.project, 'b': self.project})

    def test_a_real_mage_ai_wins(self):
        packages = os.path.join(self.base, 'site')
        os.makedirs(os.path.join(packages, 'mage_ai'))
        with open(os.path.join(packages, 'mage_ai/__init__.py'), 'w') as file:
            file.write('REAL = True\n')
        found = self.value(
            'import mage_ai\nreturn {"real": mage_ai.REAL}',
            env={
                'PYTHONPATH': os.path.dirname(os.path.dirname(os.path.abspath(__file__))) + os.pathsep + packages,
            },
        )
        self.assertEqual(found, {'real': True})

    def test_io_config_is_read_and_rendered(self):
        self.write('io_config.yaml', IO_CONFIG)
        found = self.value(
            """
            from mage_ai.io.config import ConfigFileLoader, ConfigKey
            from mage_ai.settings.repo import get_repo_path
            new, old = ConfigFileLoader(get_repo_path() + '/io_config.yaml', 'default'), ConfigFileLoader(profile='old')
            return {'host': new[ConfigKey.POSTGRES_HOST], 'port': new.get('POSTGRES_PORT'), 'key': new['GOOGLE_SERVICE_ACC_KEY']['private_key'],
                    'db': old[ConfigKey.POSTGRES_DBNAME], 'user': old['POSTGRES_USER'], 'red': old['REDSHIFT_HOST'], 'in': 'POSTGRES_USER' in new}
        """,
            env={'DB_HOST': 'example.org'},
        )
        self.assertEqual(
            found,
            {
                'host': 'example.org',
                'port': 5432,
                'key': '-----BEGIN\nabc\n',
                'db': 'shop',
                'user': "it's me",
                'red': 'h',
                'in': False,
            },
        )

    def test_a_missing_profile_names_those_there_are(self):
        self.write('io_config.yaml', IO_CONFIG)
        ran = self.run_code('from mage_ai.io.config import ConfigFileLoader\n@data_loader\ndef f(): ConfigFileLoader(profile="prod")\n')
        self.assert_failed(ran, 'has no profile prod; it has: default, old')

    def test_a_missing_driver_names_the_package(self):
        ran = self.run_code("""
            from mage_ai.io.drivers import need
            @data_loader
            def f(): need('no_such_driver', 'the-package', 'Postgres')
        """)
        self.assert_failed(ran, 'Postgres needs the package the-package, which is not in this environment')

    def test_secrets_come_from_what_the_process_was_given(self):
        found = self.value(
            """
            from mage_ai.data_preparation.shared.secrets import get_secret_value
            return {'a': get_secret_value('a'), 'b': get_secret_value('B_SECRET'), 'c': get_secret_value('c')}
        """,
            env={'PIPEWRIGHT_SECRETS': '{"a": "x"}', 'B_SECRET': 'y', 'MAGE_DATA_DIR': self.base},
        )
        self.assertEqual(found, {'a': 'x', 'b': 'y', 'c': None})

    def test_variables_are_read_and_changed_in_the_pipeline_file(self):
        path = self.write('pipelines/main/metadata.yaml', 'name: main # kept\nvariables:\n  x: 1\n  many:\n  - 1\nuuid: main\n')
        found = self.value("""
            from mage_ai.data_preparation import variable_manager as v
            v.set_global_variable('main', 'new', {'a': [1]})
            v.set_global_variable('main', 'x', 5)
            v.delete_global_variable('main', 'many')
            return {'x': v.get_global_variable('main', 'x'), 'all': v.get_global_variables('main')}
        """)
        self.assertEqual(found, {'x': 5, 'all': {'x': 5, 'new': {'a': [1]}}})
        with open(path) as file:
            self.assertEqual(file.read(), 'name: main # kept\nvariables:\n  x: 5\n  new: {"a": [1]}\nuuid: main\n')

    def test_outputs_of_other_blocks_are_found_by_name(self):
        self.write('pipelines/train/metadata.yaml', 'uuid: train\nblocks:\n- uuid: made\n- uuid: broken\n- uuid: not\n')
        self.write('pipelines/other/metadata.yaml', 'uuid: other\n')
        self.loader('[{"v": 1}]', 'made')
        self.run_code('@data_loader\ndef f(*args):\n    raise ValueError\n', uuid='broken')
        found = self.value("""
            from mage_ai.data_preparation.variable_manager import get_variable
            from mage_ai.orchestration.run_status_checker import check_status
            def told(*names):
                try:
                    return check_status(names[0], kwargs['execution_date'], block_uuid=names[1] if names[1:] else None)
                except Exception as error:
                    return str(error)
            return [[get_variable('train', 'made', 'output_0'), get_variable('train', 'not', 'output_0'), told('train', 'made'), told('other'),
                     told('train', 'not'), told('train', 'broken'), told('train'), told('nowhere'), told('train', 'nobody')]]
        """)
        self.assertEqual(found[:5], [{'v': 1}, {}, True, False, False])
        # A sensor ends where what it waits for cannot come any more.
        self.assertEqual(
            found[5:],
            ['Upstream block run failed, stopping sensor...', 'Upstream pipeline run failed, stopping sensor...']
            + ['Pipeline nowhere not found, stopping sensor...', 'Block nobody not found in pipeline train, stopping sensor...'],
        )

    def test_a_remote_block_gives_its_outputs_and_fails_where_there_is_none(self):
        self.write('pipelines/train/metadata.yaml', 'uuid: train\nblocks:\n- uuid: made\n')
        self.loader('[{"v": 1}]', 'made')
        found = self.value("""
            from mage_ai.data_preparation.models.block.remote.models import RemoteBlock
            def asked(**names):
                try:
                    return RemoteBlock.load(**names).get_outputs()
                except Exception as error:
                    return type(error).__name__
            return [[asked(block_uuid='made', pipeline_uuid='train'), asked(block_uuid='nobody', pipeline_uuid='train'),
                     asked(block_uuid='made', pipeline_uuid='nowhere'), asked(block_uuid=None, pipeline_uuid=None)]]
        """)
        self.assertEqual(found, [[{'v': 1}], 'ValueError', 'FileNotFoundError', 'TypeError'])

    def test_a_pipeline_is_an_object(self):
        self.write(
            'pipelines/train/metadata.yaml',
            'uuid: train\ndescription: about\ntags: [a]\nvariables: {q: 1}\nblocks:\n- uuid: made\n  type: data_loader\n',
        )
        found = self.value("""
            from mage_ai.data_preparation.models.global_data_product import GlobalDataProduct
            from mage_ai.data_preparation.models.pipeline import Pipeline
            from mage_ai.shared.logger import VerboseFunctionExec
            with VerboseFunctionExec('Looking'):
                pipeline = Pipeline.get('train')
            return [[pipeline.description, pipeline.tags, pipeline.variables, pipeline.get_block('made').type, pipeline.nothing, GlobalDataProduct.get('none')]]
        """)
        self.assertEqual(found, ['about', ['a'], {'q': 1}, 'data_loader', None, None])

    def test_another_pipeline_is_run_by_the_command_line(self):
        fake = self.write('fake_cli.py', 'import sys, json\nprint(json.dumps({"runId": 7}))\nopen("args", "w").write(repr(sys.argv[1:]))\n')
        found = self.value(
            """
            from mage_ai.orchestration.triggers.api import trigger_pipeline
            run = trigger_pipeline('other', variables={'n': 4}, check_status=True)
            return {'id': run.id, 'status': run.status.value, 'took': run.completed_at >= run.started_at}
        """,
            env={'PIPEWRIGHT_CLI': json.dumps([sys.executable, fake])},
        )
        self.assertEqual(found, {'id': 7, 'status': 'completed', 'took': True})
        with open(os.path.join(self.project, 'args')) as file:
            self.assertEqual(file.read(), repr(['run', self.project, 'other', '--json', '--var', 'n=4']))

    def test_streaming_bases_can_be_subclassed(self):
        found = self.value("""
            from mage_ai.data_preparation.decorators import streaming_source
            from mage_ai.streaming.sources.base_python import BasePythonSource
            @streaming_source
            class Mine(BasePythonSource):
                def init_client(self): self.n = 3
            return {'n': Mine().n}
        """)
        self.assertEqual(found, {'n': 3})


@need('pandas', 'pyarrow')
class FilesAndActionsTest(WarmTest):
    def table(self, body, uuid='block'):
        code = 'import pandas as pd\n@data_loader\ndef f(*args, **kwargs):\n' + textwrap.indent(textwrap.dedent(body), '    ')
        ran = self.run_code(code, uuid=uuid)
        self.assert_completed(ran)
        preview = ran.preview()
        return [column['name'] for column in preview['columns']], preview['rows']

    def test_files_are_written_and_read(self):
        names, rows = self.table("""
            from mage_ai.io.file import FileIO
            frame = pd.DataFrame({'a': [1, 2, 3]})
            for ending in ('csv', 'json', 'parquet'):
                FileIO().export(frame, 'out/x.' + ending)
            parts = [FileIO().load('out/x.json'), FileIO().load('out/x.parquet'), FileIO().load('out/x.csv', limit=2)[['a']]]
            return pd.concat(parts)
        """)
        self.assertEqual((names, len(rows)), (['a'], 8))

    def test_actions_of_generated_transformers(self):
        names, rows = self.table("""
            from mage_ai.data_cleaner.transformer_actions.base import BaseAction
            from mage_ai.data_cleaner.transformer_actions.constants import ActionType, Axis, ImputationStrategy
            from mage_ai.data_cleaner.transformer_actions.utils import build_transformer_action
            frame = pd.DataFrame({'a': [1, None, 3, 3], 'Bad Name': ['x', 'y', 'z', 'z'], 'gone': 0})
            def act(frame, kind, *names, **more):
                return BaseAction(build_transformer_action(frame, kind, list(names), **more)).execute(frame)
            frame = act(frame, ActionType.IMPUTE, 'a', options={'strategy': ImputationStrategy.CONSTANT, 'value': 0})
            frame = act(frame, ActionType.CLEAN_COLUMN_NAME, 'Bad Name')
            frame = act(frame, ActionType.DROP_DUPLICATE, axis=Axis.ROW)
            frame = act(frame, ActionType.FILTER, axis=Axis.ROW, action_code='(a >= 1 and bad_name != "q") or bad_name == "y"')
            frame = act(frame, ActionType.REMOVE, 'gone')
            return act(frame, ActionType.SUM, 'a')
        """)
        self.assertEqual((names, rows), (['a', 'bad_name', 'a_sum'], [[1, 'x', 4], [0, 'y', 4], [3, 'z', 4]]))


@need('pandas', 'pyarrow', 'duckdb')
class DuckDBTest(WarmTest):
    def test_a_frame_goes_in_and_comes_back(self):
        self.write('io_config.yaml', IO_CONFIG.replace('DATABASE: DATABASE', f'DATABASE: {self.base}/x.duckdb'))
        ran = self.run_code("""
            import pandas as pd
            from mage_ai.io.config import ConfigFileLoader
            from mage_ai.io.duckdb import DuckDB
            frame = pd.DataFrame({'order': [1, 2], 'With Space': [0.123456, None], '1st': [True, False], 't': ['x', None]})
            @data_loader
            def f():
                config = ConfigFileLoader()
                for policy in ('replace', 'replace', 'append'):
                    with DuckDB.with_config(config) as db:
                        db.export(frame, 'main', 'My_Table', if_exists=policy, index=False)
                with DuckDB.with_config(config) as db:
                    return db.load('SELECT * FROM main.my_table', limit=3, verbose=False)
        """)
        self.assert_completed(ran)
        preview = ran.preview()
        self.assertEqual([c['name'] for c in preview['columns']], ['_order', 'with_space', 'letter_1st', 't'])
        self.assertEqual(preview['rows'], [[1, 0.123456, True, 'x'], [2, None, False, None], [1, 0.123456, True, 'x']])

    def test_a_file_that_another_process_is_making_is_waited_for(self):
        self.write('io_config.yaml', IO_CONFIG.replace('DATABASE: DATABASE', f'DATABASE: {self.base}/new.duckdb'))
        ran = self.run_code(f"""
            import os, threading, time
            from mage_ai.io import duckdb
            from mage_ai.io.config import ConfigFileLoader
            @data_loader
            def f():
                tried = []
                looks = duckdb.time.sleep
                def look_again(seconds):
                    tried.append(seconds)
                    os.unlink('{self.base}/new.duckdb')
                with open('{self.base}/new.duckdb', 'w') as half_made:
                    half_made.write('x' * 100)
                duckdb.time.sleep = look_again
                with duckdb.DuckDB.with_config(ConfigFileLoader()) as db:
                    duckdb.time.sleep = looks
                    return f"{{len(tried)}} {{db.load('SELECT 5 AS a', verbose=False)['a'][0]}}"
        """)
        self.assert_completed(ran)
        self.assertEqual(ran.preview()['text'], '1 5')

    def test_a_file_of_another_kind_is_not_waited_for(self):
        path = self.write('other.duckdb', 'x' * 100)
        os.utime(path, (1, 1))
        self.write('io_config.yaml', IO_CONFIG.replace('DATABASE: DATABASE', f'DATABASE: {path}'))
        code = 'from mage_ai.io import config, duckdb\n@data_loader\ndef f():\n    duckdb.DuckDB.with_config(config.ConfigFileLoader())\n'
        self.assert_failed(self.run_code(code), 'not a valid DuckDB')

    def test_a_file_that_another_process_has_open_is_waited_for(self):
        self.write('io_config.yaml', IO_CONFIG.replace('DATABASE: DATABASE', f'DATABASE: {self.base}/x.duckdb'))
        holder = f"""
import duckdb, os, time
held = duckdb.connect('{self.base}/x.duckdb')
print('held', flush=True)
while not os.path.exists('{self.base}/seen'):
    time.sleep(0.01)
time.sleep(0.3)
"""
        with subprocess.Popen([self.python, '-c', holder], stdout=subprocess.PIPE) as process:
            assert process.stdout is not None
            process.stdout.readline()
            ran = self.run_code(f"""
                import duckdb
                from mage_ai.io.config import ConfigFileLoader
                from mage_ai.io.duckdb import DuckDB
                @data_loader
                def f():
                    try:
                        duckdb.connect('{self.base}/x.duckdb')
                    except duckdb.IOException as error:
                        print(error)
                    open('{self.base}/seen', 'w').close()
                    with DuckDB.with_config(ConfigFileLoader()) as db:
                        return int(db.load('SELECT 5 AS a', verbose=False)['a'][0])
            """)
        self.assert_completed(ran)
        self.assertIn('Could not set lock on file', ran.plain())
        self.assertEqual(ran.preview()['value'], 5)
