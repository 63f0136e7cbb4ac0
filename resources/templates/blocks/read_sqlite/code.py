import sqlite3
from contextlib import closing
from pathlib import Path

if 'data_loader' not in globals():
    from mage_ai.data_preparation.decorators import data_loader
if 'test' not in globals():
    from mage_ai.data_preparation.decorators import test

QUERY = 'SELECT * FROM my_table'


@data_loader
def {{ block_name }}(*args, **kwargs):
    """Load the rows of a query as a list of records."""
    path = Path(kwargs['repo_path']) / 'data' / 'my_database.sqlite'
    with closing(sqlite3.connect(path)) as connection:
        connection.row_factory = sqlite3.Row
        rows = [dict(row) for row in connection.execute(QUERY)]
    print(f'read {len(rows):,} rows from {path.name}')
    # A returned list becomes one output per element; the outer list keeps the table whole.
    return [rows]


@test
def test_has_rows(rows, *args):
    assert rows, 'the query found nothing'
