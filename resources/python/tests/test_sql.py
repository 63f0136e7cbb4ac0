"""SQL blocks: in DuckDB where it is installed, in SQLite where it is not."""

import importlib.util
import os
import sqlite3
import unittest
from typing import ClassVar

from project import ProjectTest, Ran

HAS_DUCKDB = importlib.util.find_spec('duckdb') is not None and importlib.util.find_spec('pandas') is not None


class SqlTest(ProjectTest):
    def run_sql(self, query: str, uuid: str = 'query', kind: str = 'transformer', configuration=None, **request) -> Ran:
        return self.run_file('code.sql', query, 'sql', kind, uuid, configuration=configuration or {}, **request)

    def rows(self, ran: Ran) -> str:
        """What the next block gets, as records without spaces."""
        code = """
            @transformer
            def f(data, *args): return repr(data.to_dict('records') if hasattr(data, 'to_dict') else data).replace(' ', '')
        """
        self.assert_completed(ran)
        self.count = getattr(self, 'count', 0) + 1
        seen = self.run_code(code, 'transformer', f'see_{self.count}', inputs=[ran])
        self.assert_completed(seen)
        return seen.preview()['text']


class LocalSqlTest(SqlTest):
    """Blocks without a data_provider."""

    def test_upstream_outputs_are_tables_and_the_result_is_the_output(self):
        people = self.loader('[[{"name": "Ada", "age": 36}, {"name": "Alan", "age": 41}]]', 'people')
        ran = self.run_sql('SELECT name FROM {{ df_1 }} WHERE age > 40', inputs={'people': people})
        self.assertEqual(self.rows(ran), "[{'name':'Alan'}]")

    def test_variables_are_filled_in(self):
        ran = self.run_sql("SELECT {{ n }} AS n, '{{ variables('word') }}' AS w", 'vars', variables={'n': 5, 'word': 'hi'})
        self.assertEqual(self.rows(ran), "[{'n':5,'w':'hi'}]")

    def test_a_name_nobody_knows_fails(self):
        self.assert_failed(self.run_sql('SELECT {{ nowhere }}'), 'nowhere')

    def test_block_output_is_evaluated(self):
        numbers = self.loader('[[1, 2, 3]]', 'numbers')
        query = "SELECT {{ block_output('numbers', parse=lambda data, variables: max(data)) }} AS most"
        self.assertEqual(self.rows(self.run_sql(query, inputs={'numbers': numbers})), "[{'most':3}]")

    def test_an_upstream_block_that_is_not_there_is_named(self):
        self.assert_failed(self.run_sql('SELECT * FROM {{ df_2 }}'), 'df_2')

    def test_raw_statements_give_the_table_they_wrote(self):
        query = 'CREATE TABLE t (a INTEGER); -- a; comment\nINSERT INTO t VALUES (1), (2);\nINSERT INTO t VALUES (3)'
        ran = self.run_sql(query, configuration={'use_raw_sql': True})
        self.assertEqual(self.rows(ran), "[{'a':1},{'a':2},{'a':3}]")

    def test_rows_read_of_tables_made_for_them_are_meant_themselves(self):
        reads = self.run_sql('CREATE TEMP TABLE t AS SELECT 1 AS a; SELECT a + 1 AS b FROM t', configuration={'use_raw_sql': True})
        self.assertEqual(self.rows(reads), "[{'b':2}]")
        writes = self.run_sql('CREATE TABLE t AS SELECT 1 AS a; SELECT a + 1 AS b FROM t', 'kept', configuration={'use_raw_sql': True})
        self.assertEqual(self.rows(writes), "[{'a':1}]")

    def test_raw_statements_that_only_read_give_the_last_rows(self):
        ran = self.run_sql("SELECT 1 AS a; SELECT ';' AS b;", configuration={'use_raw_sql': True})
        self.assertEqual(self.rows(ran), "[{'b':';'}]")

    def test_several_statements_ask_for_raw_mode(self):
        self.assert_failed(self.run_sql('SELECT 1; SELECT 2'), 'use_raw_sql')

    def test_an_empty_query_says_so(self):
        self.assert_failed(self.run_sql('-- nothing yet\n'), 'has no query')

    def test_an_unknown_provider_is_refused_by_name(self):
        self.assert_failed(self.run_sql('SELECT 1', configuration={'data_provider': 'chroma'}), 'data_provider chroma')

    def test_a_provider_without_io_config_says_what_is_missing(self):
        self.assert_failed(self.run_sql('SELECT 1', configuration={'data_provider': 'postgres'}), 'io_config.yaml')


class SqliteTest(SqlTest):
    """Databases of the project in a SQLite file: what one block stores, another reads there."""

    settings: ClassVar[dict] = {'data_provider': 'sqlite', 'data_provider_profile': 'default', 'export_write_policy': 'replace'}

    def setUp(self) -> None:
        super().setUp()
        self.write('io_config.yaml', 'version: 0.1.1\ndefault:\n  SQLITE_DATABASE: data.db\n')

    def stored(self, query: str):
        with sqlite3.connect(os.path.join(self.project, 'data.db')) as database:
            return database.execute(query).fetchall()

    def test_the_result_is_stored_under_the_name_of_the_settings(self):
        ran = self.run_sql('SELECT 1 AS a', 'ex', 'data_exporter', {**self.settings, 'data_provider_table': 'kept'})
        self.assertEqual(self.rows(ran), "[{'a':1}]")
        self.assertEqual(self.stored('SELECT a FROM kept'), [(1,)])

    def test_write_policies(self):
        for number, (policy, wanted) in enumerate((('append', 1), ('append', 2), ('replace', 1))):
            settings = {**self.settings, 'data_provider_table': 't', 'export_write_policy': policy}
            self.assert_completed(self.run_sql('SELECT 1 AS a', f'w{number}', configuration=settings))
            self.assertEqual(self.stored('SELECT count(*) FROM t'), [(wanted,)])
        settings = {**self.settings, 'data_provider_table': 't', 'export_write_policy': 'fail'}
        self.assert_failed(self.run_sql('SELECT 1 AS a', 'w9', configuration=settings), 'exists already')

    def test_the_limit_holds(self):
        settings = {**self.settings, 'limit_in_pipeline_run': 2}
        query = 'SELECT 1 AS a UNION ALL SELECT 2 UNION ALL SELECT 3'
        self.assertEqual(self.rows(self.run_sql(query, configuration=settings)).count('a'), 2)


@unittest.skipUnless(HAS_DUCKDB, 'duckdb and pandas are not installed')
class DuckDBTest(SqlTest):
    settings: ClassVar[dict] = {'data_provider': 'duckdb', 'data_provider_profile': 'default', 'export_write_policy': 'replace'}

    def setUp(self) -> None:
        super().setUp()
        self.write('io_config.yaml', f'version: 0.1.1\ndefault:\n  DUCKDB_DATABASE: {self.base}/d.duckdb\n')

    def test_the_table_of_an_sql_block_above_is_read_where_it_is(self):
        one = self.run_sql('SELECT 1 AS a', 'one', 'data_loader', self.settings)
        two = self.run_sql('SELECT a + 1 AS b FROM {{ df_1 }}', 'two', configuration=self.settings, inputs={'one': one})
        self.assertEqual(self.rows(two), "[{'b':2}]")
        self.assertNotIn('Making table', two.stdout)

    def test_a_raw_query_above_stands_in_the_query(self):
        raw = {**self.settings, 'use_raw_sql': True}
        one = self.run_sql('SELECT 1 AS a, 2 AS b', 'one', 'data_loader', raw)
        two = self.run_sql('SELECT x.a FROM {{ df_1 }} AS x WHERE x.b = 2', 'two', configuration=raw, inputs={'one': one})
        self.assertEqual(self.rows(two), "[{'a':1}]")
        three = self.run_sql('SELECT a FROM {{ df_1 }} WHERE b = 2', 'three', configuration=raw, inputs={'one': one})
        self.assertEqual(self.rows(three), "[{'a':1}]")

    def test_frames_keep_their_types(self):
        source = self.loader(
            'pd.DataFrame({"n": [1, 2], "f": [1.5, None], "t": ["x", None], "b": [True, False]})', 'src', 'import pandas as pd'
        )
        ran = self.run_sql('SELECT * FROM {{ df_1 }} ORDER BY n', configuration=self.settings, inputs={'src': source})
        self.assert_completed(ran)
        types = {column['name']: column['type'] for column in ran.preview()['columns']}
        self.assertEqual((types['n'], types['f'], types['b']), ('int64', 'float64', 'bool'))

    def test_blocks_side_by_side_wait_for_the_file(self):
        import threading

        ended = []
        threads = [
            threading.Thread(target=lambda n=n: ended.append(self.run_sql(f'SELECT {n} AS a', f'p{n}', 'data_loader', self.settings)))
            for n in range(3)
        ]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        self.assertEqual([ran.result['state'] for ran in ended], ['completed'] * 3)


class SchemaTest(unittest.TestCase):
    """Where the tables of upstream blocks are looked for, in a database with schemas."""

    def filled(self, upstream_configuration: dict, shared: bool) -> str:
        from unittest import mock

        from pipewright_runner.sql import run
        from pipewright_runner.sql.databases import Database

        tables = mock.Mock(schema='own')
        tables.default_schema.return_value = 'public'
        upstream = mock.Mock(uuid='up', table='t', value=None, configuration=upstream_configuration)
        upstream.raw_query.return_value = None
        with mock.patch.object(run, 'shares_database', return_value=shared):
            return run.fill_in(mock.Mock(variables={}), Database(tables, 'postgres', {}), [upstream], 'SELECT * FROM {{ df_1 }}')

    def test_a_table_made_for_the_block_is_in_its_schema(self):
        self.assertEqual(self.filled({}, False), 'SELECT * FROM own.t')

    def test_a_table_of_an_sql_block_is_in_that_blocks_schema(self):
        self.assertEqual(self.filled({'data_provider_schema': 'theirs'}, True), 'SELECT * FROM theirs.t')
        self.assertEqual(self.filled({}, True), 'SELECT * FROM public.t')
