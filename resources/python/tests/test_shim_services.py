"""The shim's databases and its way to the engine."""

import json
import os
import subprocess

from project import ProjectTest
from warm import WarmTest, need

# The common ground of all dialects, on a database that every Python has.
SQLITE = """
import sqlite3
import pandas as pd
from mage_ai.io.sql import BaseSQL
class Sqlite(BaseSQL):
    has_schemas = False
    types = {**BaseSQL.types, 'text': 'TEXT'}
    def placeholders(self, count): return ', '.join('?' * count)
    def open(self): self._ctx = sqlite3.connect('x.db')
    def table_exists(self, schema, table):
        return self.conn.execute("SELECT 1 FROM sqlite_master WHERE name = ?", [table]).fetchone() is not None
"""


@need('pandas', 'pyarrow')
class DialectTest(WarmTest):
    def rows(self, body):
        ran = self.run_code(SQLITE + '@data_loader\ndef f():\n' + '\n'.join('    ' + line for line in body.strip().split('\n')))
        self.assert_completed(ran)
        preview = ran.preview()
        return [column['name'] for column in preview['columns']], preview['rows']

    def test_values_arrive_as_the_database_can_hold_them(self):
        names, rows = self.rows("""
frame = pd.DataFrame({'id': [1, 2], 'Order': [1.5, None], 'd': pd.to_datetime(['2024-01-02', None]), 'j': [{'a': 1}, None]})
with Sqlite() as db:
    db.export(frame, None, 't')
    return db.load('WITH x AS (SELECT * FROM t) SELECT * FROM x ORDER BY id;')
""")
        self.assertEqual(names, ['id', '_order', 'd', 'j'])
        self.assertEqual(rows, [[1, 1.5, '2024-01-02 00:00:00', '{"a": 1}'], [2, None, None, None]])

    def test_conflicts_are_ignored_or_updated(self):
        _, rows = self.rows("""
with Sqlite() as db:
    unique = {'unique_constraints': ['id'], 'verbose': False}
    db.export(pd.DataFrame({'id': [1, 2], 'v': [1, 2]}), None, 't', **unique)
    db.export(pd.DataFrame({'id': [2, 3], 'v': [20, 30]}), None, 't', if_exists='append', unique_conflict_method='IGNORE', **unique)
    db.export(pd.DataFrame({'id': [1], 'v': [10]}), None, 't', if_exists='append', unique_conflict_method='UPDATE', **unique)
    return db.load('SELECT * FROM t ORDER BY id')
""")
        self.assertEqual(rows, [[1, 10], [2, 2], [3, 30]])

    def test_policies_and_limits(self):
        _, rows = self.rows("""
with Sqlite() as db:
    db.export(pd.DataFrame({'v': range(10)}), None, 't')
    db.export(pd.DataFrame({'v': range(5)}), None, 't', if_exists='replace', drop_table_on_replace=True)
    db.execute('DELETE FROM t WHERE v = 0')
    try:
        db.export(pd.DataFrame({'v': [1]}), None, 't', if_exists='fail')
    except ValueError as error:
        print(error)
    counted = db.execute_queries(['SELECT count(*) AS n FROM t'], fetch_query_at_indexes=[True])[0]
    return pd.concat([db.load('SELECT v FROM t ORDER BY v', limit=2), counted.rename(columns={'n': 'v'})])
""")
        self.assertEqual(rows, [[1], [2], [4]])


class TriggerHookTest(ProjectTest):
    def test_the_engine_is_asked_by_an_event_and_answers_by_a_file(self):
        directory = self.block_directory("""
            from mage_ai.orchestration.triggers.api import trigger_pipeline
            @data_loader
            def f():
                run = trigger_pipeline('other', variables={'n': 1}, check_status=True, poll_interval=0.05)
                return f'{run.id} {run.status.value}'
        """)
        read, write = os.pipe()
        env = self.environment(PIPEWRIGHT_CONTROL_FD=str(write), PIPEWRIGHT_TRIGGER='control')
        process = subprocess.Popen(
            [self.python, '-m', 'pipewright_runner', directory], env=env, pass_fds=[write], stdout=subprocess.PIPE, stdin=subprocess.DEVNULL
        )
        os.close(write)
        with os.fdopen(read) as stream:
            events = (json.loads(line) for line in stream)
            asked = next((event for event in events if event['event'] == 'trigger'), None)
            self.assertIsNotNone(asked, process.communicate()[0] if asked is None else '')
            self.assertEqual((asked['pipelineUuid'], asked['variables']), ('other', {'n': 1}))
            for state in ('running', 'completed'):
                path = os.path.join(directory, 'triggers', f'{asked["request"]}.json')
                with open(path + '.tmp', 'w') as file:
                    json.dump({'runId': 9, 'state': state}, file)
                os.replace(path + '.tmp', path)
            list(events)
        process.communicate(timeout=20)
        with open(os.path.join(directory, 'outputs/output_0/preview.json')) as file:
            self.assertEqual(json.load(file)['text'], '9 completed')
