"""Databases with a driver of Python's database interface: querying, and exporting frames as tables."""

from __future__ import annotations

import math
from typing import Any, ClassVar, Dict, List, Optional, Sequence

from mage_ai.io.base import QUERY_ROW_LIMIT, BaseSQLConnection, ExportWritePolicy, as_frame
from mage_ai.io.constants import SQL_RESERVED_WORDS, UNIQUE_CONFLICT_METHOD_UPDATE
from mage_ai.io.drivers import need_pandas
from mage_ai.shared.utils import clean_name

ROWS_AT_ONCE = 1000


def column_name(column: Any, allow_reserved_words: bool = False, case_sensitive: bool = False) -> str:
    """A column's name as Mage cleans it: characters of words only, lower case, `_` before a reserved word."""
    name = clean_name(column, case_sensitive=case_sensitive)
    return name if allow_reserved_words or name.upper() not in SQL_RESERVED_WORDS else f'_{name}'


class BaseSQL(BaseSQLConnection):
    """One dialect is a subclass: how to connect, how types are called, how a value stands in a statement."""

    # Types of columns by the kind `kind_of` finds.
    types: ClassVar[Dict[str, str]] = {
        'integer': 'BIGINT',
        'float': 'DOUBLE PRECISION',
        'boolean': 'BOOLEAN',
        'datetime': 'TIMESTAMP',
        'datetime_tz': 'TIMESTAMPTZ',
        'date': 'DATE',
        'time': 'TIME',
        'bytes': 'BYTEA',
        'text': 'TEXT',
    }
    has_schemas = True

    def placeholders(self, count: int) -> str:
        return ', '.join(['%s'] * count)

    def quoted(self, name: str) -> str:
        return f'"{name}"'

    def default_schema(self) -> Optional[str]:
        return self.settings.get('schema')

    def full_name(self, schema_name: Optional[str], table_name: str) -> str:
        return f'{schema_name}.{table_name}' if schema_name and self.has_schemas else table_name

    def table_exists(self, schema_name: Optional[str], table_name: str) -> bool:
        query = 'SELECT 1 FROM information_schema.tables WHERE lower(table_name) = lower({})'
        values = [table_name.rsplit('.', maxsplit=1)[-1]]
        if schema_name and self.has_schemas:
            query += ' AND lower(table_schema) = lower({})'
            values.append(schema_name)
        marks = self.placeholders(len(values)).split(', ')
        cursor = self.conn.cursor()
        cursor.execute(query.format(*marks), values)
        return cursor.fetchone() is not None

    def _clean_query(self, query: str) -> str:
        return query.strip().rstrip(';').strip()

    def execute(self, query_string: str, **query_vars: Any) -> None:
        with self.printer.print_msg('Executing query'):
            cursor = self.conn.cursor()
            cursor.execute(self._clean_query(query_string), *([query_vars] if query_vars else []))

    def execute_query_raw(self, query: str, **_: Any) -> Any:
        cursor = self.conn.cursor()
        cursor.execute(self._clean_query(query))
        return cursor.fetchall() if cursor.description else None

    def execute_queries(
        self,
        queries: Sequence[str],
        query_variables: Optional[List[Dict[str, Any]]] = None,
        commit: bool = False,
        fetch_query_at_indexes: Optional[List[Any]] = None,
        **_: Any,
    ) -> List[Any]:
        """Executes queries in turn by one cursor, which may own temporary tables; gives a frame for each where asked for, else None."""
        results = []
        cursor = self.conn.cursor()
        for index, query in enumerate(queries):
            wanted = bool(fetch_query_at_indexes and index < len(fetch_query_at_indexes) and fetch_query_at_indexes[index])
            variables = query_variables[index] if query_variables and index < len(query_variables) else None
            cursor.execute(self._clean_query(query), *([variables] if variables else []))
            results.append(self.fetch(cursor, None) if wanted else None)
        if commit:
            self.commit()
        return results

    def fetch(self, cursor: Any, limit: Optional[int]) -> Any:
        pandas = need_pandas(type(self).__name__)
        if not cursor.description:
            return pandas.DataFrame()
        rows = cursor.fetchall() if limit is None else cursor.fetchmany(limit)
        names = [column[0] for column in cursor.description]
        return pandas.DataFrame.from_records([tuple(row) for row in rows], columns=names, coerce_float=True)

    def load(
        self, query_string: str, limit: int = QUERY_ROW_LIMIT, display_query: Optional[str] = None, verbose: bool = True, **kwargs: Any
    ) -> Any:
        """The result of a query as a frame, of at most `limit` rows."""
        self.printer.verbose = self.verbose and verbose
        with self.printer.print_msg(f'Loading data with query\n\n{display_query or query_string}\n\n'):
            cursor = self.conn.cursor()
            parameters = kwargs.get('params')
            cursor.execute(self._clean_query(query_string), *([parameters] if parameters else []))
            return self.fetch(cursor, limit)

    def sample(self, schema: str, table: str, size: int = QUERY_ROW_LIMIT, **kwargs: Any) -> Any:
        return self.load(f'SELECT * FROM {self.full_name(schema, table)}', limit=size, **kwargs)

    def query(self, query_string: str, **_: Any) -> Any:
        return self.execute_query_raw(query_string)

    def export(
        self,
        df: Any,
        schema_name: Optional[str] = None,
        table_name: Optional[str] = None,
        if_exists: Any = ExportWritePolicy.REPLACE,
        index: bool = False,
        verbose: bool = True,
        **options: Any,
    ) -> None:
        """Writes a frame (or what a query gives, with `query_string`) as a table."""
        schema_name = schema_name or self.default_schema()
        if table_name is None:
            raise ValueError('export needs table_name')
        self.printer.verbose = self.verbose and verbose
        with self.printer.print_msg(f"Exporting data to '{self.full_name(schema_name, table_name)}'"):
            self.write_table(df, schema_name, table_name, ExportWritePolicy(if_exists), index, options)
            self.commit()

    def write_table(self, df: Any, schema: Optional[str], table: str, policy: ExportWritePolicy, index: bool, options: Any) -> None:
        cursor = self.conn.cursor()
        full = self.full_name(schema, table)
        if schema and self.has_schemas:
            self.create_schema(cursor, schema)
        exists = self.table_exists(schema, table)
        if exists and policy is ExportWritePolicy.FAIL:
            raise ValueError(f"Table '{full}' already exists in database.")
        if exists and policy is ExportWritePolicy.REPLACE:
            exists = self.empty_table(cursor, full, options)
        if options.get('query_string'):
            statement = f'INSERT INTO {full}\n' if exists else f'CREATE TABLE {full} AS\n'
            cursor.execute(statement + self._clean_query(options['query_string']))
            return
        frame = self.prepared(df, index, options)
        types = {name: self.type_of(frame[name]) for name in frame.columns}
        types.update({name: kind for name, kind in (options.get('overwrite_types') or {}).items() if name in types})
        if not exists:
            self.create_table(cursor, full, types, options.get('unique_constraints'))
        self.insert(cursor, full, frame, options)

    def create_schema(self, cursor: Any, schema: str) -> None:
        cursor.execute(f'CREATE SCHEMA IF NOT EXISTS {schema}')

    def empty_table(self, cursor: Any, full: str, options: Dict[str, Any]) -> bool:
        """Makes room for new rows; returns whether the table is still there."""
        if options.get('drop_table_on_replace'):
            cursor.execute(f'DROP TABLE {full}' + (' CASCADE' if options.get('cascade_on_drop') else ''))
            return False
        cursor.execute(f'DELETE FROM {full}')
        return True

    def prepared(self, df: Any, index: bool, options: Dict[str, Any]) -> Any:
        """The frame with cleaned names of columns."""
        frame = as_frame(df)
        if index:
            frame = frame.reset_index()
        if not options.get('auto_clean_name', True):
            return frame.rename(columns={name: str(name) for name in frame.columns})
        settings = (bool(options.get('allow_reserved_words')), bool(options.get('case_sensitive')))
        return frame.rename(columns={name: column_name(name, *settings) for name in frame.columns})

    def type_of(self, column: Any) -> str:
        return self.types[kind_of(column)]

    def create_table(self, cursor: Any, full: str, types: Dict[str, str], unique: Optional[List[str]]) -> None:
        columns = [f'{self.quoted(name)} {kind}' for name, kind in types.items()]
        if unique:
            columns.append(f'UNIQUE ({", ".join(self.quoted(column_name(name)) for name in unique)})')
        cursor.execute(f'CREATE TABLE {full} (\n  ' + ',\n  '.join(columns) + '\n)')

    def insert(self, cursor: Any, full: str, frame: Any, options: Dict[str, Any]) -> None:
        names = ', '.join(map(self.quoted, frame.columns))
        statement = f'INSERT INTO {full} ({names}) VALUES ({self.placeholders(len(frame.columns))})'
        statement += self.on_conflict(list(frame.columns), options)
        rows = plain_rows(frame)
        for start in range(0, len(rows), ROWS_AT_ONCE):
            cursor.executemany(statement, rows[start : start + ROWS_AT_ONCE])

    def on_conflict(self, columns: List[str], options: Dict[str, Any]) -> str:
        method, unique = options.get('unique_conflict_method'), options.get('unique_constraints')
        if not method or not unique:
            return ''
        keys = [column_name(name) for name in unique]
        target = ', '.join(map(self.quoted, keys))
        if method != UNIQUE_CONFLICT_METHOD_UPDATE:
            return f' ON CONFLICT ({target}) DO NOTHING'
        changes = ', '.join(f'{self.quoted(name)} = EXCLUDED.{self.quoted(name)}' for name in columns if name not in keys)
        return f' ON CONFLICT ({target}) DO UPDATE SET {changes}'


def kind_of(column: Any) -> str:
    """What a column of a frame holds, as far as a database cares."""
    types = need_pandas('export').api.types
    if types.is_bool_dtype(column.dtype):
        return 'boolean'
    if types.is_integer_dtype(column.dtype) or types.is_timedelta64_dtype(column.dtype):
        return 'integer'
    if types.is_float_dtype(column.dtype):
        return 'float'
    if types.is_datetime64_any_dtype(column.dtype):
        return 'datetime_tz' if getattr(column.dtype, 'tz', None) is not None else 'datetime'
    found = types.infer_dtype(column, skipna=True)
    known = {
        'boolean': 'boolean',
        'integer': 'integer',
        'floating': 'float',
        'decimal': 'float',
        'mixed-integer-float': 'float',
        'date': 'date',
        'datetime': 'datetime',
        'datetime64': 'datetime',
        'time': 'time',
        'bytes': 'bytes',
    }
    return known.get(found, 'text')


def plain_rows(frame: Any) -> List[tuple]:
    """The rows as values drivers know: None for what is missing, Python's own numbers, JSON for structures."""
    return [tuple(map(plain_value, row)) for row in frame.itertuples(index=False, name=None)]


def plain_value(value: Any) -> Any:
    import json

    from mage_ai.shared.parsers import encode_complex

    if isinstance(value, (dict, list, tuple, set)) or type(value).__name__ == 'ndarray':
        return json.dumps(value, default=encode_complex)
    if value is None or (isinstance(value, float) and math.isnan(value)) or type(value).__name__ in ('NaTType', 'NAType'):
        return None
    if type(value).__name__ == 'Timedelta':
        return value.value
    if hasattr(value, 'to_pydatetime'):
        return value.to_pydatetime()
    return value.item() if type(value).__module__ == 'numpy' else value
