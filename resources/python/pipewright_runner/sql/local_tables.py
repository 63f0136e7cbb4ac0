"""SQLite through the standard library: the database of SQL blocks that name none, where DuckDB is not installed."""

from __future__ import annotations

import json
import math
import sqlite3
from typing import Any, Optional, Sequence


class LocalSQLite:
    """A SQLite file, or one in memory. Knows frames if pandas is there, lists of records without it."""

    def __init__(self, path: str) -> None:
        self.connection = sqlite3.connect(path, timeout=300, isolation_level=None)

    def __enter__(self) -> LocalSQLite:
        return self

    def __exit__(self, *_: Any) -> None:
        self.connection.close()

    def table_exists(self, table: str) -> bool:
        query = 'SELECT 1 FROM sqlite_master WHERE lower(name) = lower(?)'
        return self.connection.execute(query, [bare(table)]).fetchone() is not None

    def put(self, table: str, value: Any) -> None:
        """The data of an upstream block as a table."""
        names, rows = table_of(value)
        columns = ', '.join(f'"{name}"' for name in names)
        self.connection.execute(f'DROP TABLE IF EXISTS "{bare(table)}"')
        self.connection.execute(f'CREATE TABLE "{bare(table)}" ({columns})')
        marks = ', '.join('?' * len(names))
        self.connection.execute('BEGIN')
        self.connection.executemany(f'INSERT INTO "{bare(table)}" VALUES ({marks})', rows)
        self.connection.execute('COMMIT')

    def store(self, query: str, table: str, policy: str) -> None:
        """What a query gives, as a table."""
        exists = self.table_exists(table)
        if exists and policy == 'fail':
            raise ValueError(f'the table {table} exists already, and export_write_policy is fail')
        if exists and policy == 'replace':
            # The query may read the table it replaces.
            self.connection.execute(f'CREATE TABLE "{bare(table)}__new" AS {query}')
            self.connection.execute(f'DROP TABLE "{bare(table)}"')
            self.connection.execute(f'ALTER TABLE "{bare(table)}__new" RENAME TO "{bare(table)}"')
            return
        self.connection.execute(f'INSERT INTO "{bare(table)}" {query}' if exists else f'CREATE TABLE "{bare(table)}" AS {query}')

    def read(self, table: str, limit: int) -> Any:
        return self.run([f'SELECT * FROM {table} LIMIT {limit}'])

    def run(self, statements: Sequence[str]) -> Any:
        """Runs statements in order; the rows of the last one that has any."""
        found: Optional[Any] = None
        for statement in statements:
            cursor = self.connection.execute(statement)
            if cursor.description:
                names = [column[0] for column in cursor.description]
                found = frame_of(names, cursor.fetchall())
        return found


def bare(table: str) -> str:
    return table.rsplit('.', maxsplit=1)[-1].strip('"`[]')


def frame_of(names: list[str], rows: list[Any]) -> Any:
    """A pandas frame, or a list of records where there is no pandas."""
    try:
        import pandas
    except ImportError:
        return [dict(zip(names, row)) for row in rows]
    return pandas.DataFrame.from_records(rows, columns=names)


def table_of(value: Any) -> tuple[list[str], list[tuple[Any, ...]]]:
    """Names of columns and rows of what a block gave: a frame, records, or plain values."""
    if hasattr(value, 'to_pandas'):
        value = value.to_pandas()
    if hasattr(value, 'itertuples'):
        return [str(name) for name in value.columns], [tuple(map(plain, row)) for row in value.itertuples(index=False, name=None)]
    records = value if isinstance(value, list) else [value]
    if not all(isinstance(record, dict) for record in records):
        records = [{'value': record} for record in records]
    names = list(dict.fromkeys(str(name) for record in records for name in record))
    return names, [tuple(plain(record.get(name)) for name in names) for record in records]


def plain(value: Any) -> Any:
    """A value SQLite can hold."""
    if type(value).__name__ in ('NaTType', 'NAType') or (isinstance(value, float) and math.isnan(value)):
        return None
    if type(value).__module__ == 'numpy' and hasattr(value, 'item'):
        value = value.item()
    if hasattr(value, 'isoformat'):
        return value.isoformat(sep=' ') if hasattr(value, 'hour') and hasattr(value, 'year') else value.isoformat()
    if value is None or isinstance(value, (int, float, str, bytes)):
        return value
    return json.dumps(value, default=str)
