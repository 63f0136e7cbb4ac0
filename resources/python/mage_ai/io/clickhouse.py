"""ClickHouse."""

from __future__ import annotations

from typing import Any, Optional

from mage_ai.io.base import QUERY_ROW_LIMIT, BaseSQLDatabase, ExportWritePolicy, as_frame
from mage_ai.io.config import ConfigKey
from mage_ai.io.drivers import need
from mage_ai.io.sql import column_name, kind_of

TYPES = {
    'integer': 'Int64',
    'float': 'Float64',
    'boolean': 'Bool',
    'datetime': 'DateTime64(6)',
    'datetime_tz': 'DateTime64(6)',
    'date': 'Date',
}


class ClickHouse(BaseSQLDatabase):
    """A ClickHouse server, over its HTTP interface."""

    def __init__(self, verbose: bool = True, **settings: Any) -> None:
        super().__init__(verbose=verbose, **settings)
        self.client = need('clickhouse_connect', 'clickhouse-connect', 'ClickHouse').get_client(**settings)

    @classmethod
    def with_config(cls, config: Any, **kwargs: Any) -> ClickHouse:
        names = ('DATABASE', 'HOST', 'INTERFACE', 'PASSWORD', 'PORT', 'USERNAME')
        found = {name.lower(): config[ConfigKey[f'CLICKHOUSE_{name}']] for name in names}
        return cls(**{name: value for name, value in found.items() if value is not None}, **kwargs)

    def execute(self, query_string: str, **kwargs: Any) -> None:
        self.client.command(query_string, **kwargs)

    def load(self, query_string: str, limit: int = QUERY_ROW_LIMIT, verbose: bool = True, **kwargs: Any) -> Any:
        kwargs.pop('display_query', None)
        return self.client.query_df(query_string.strip().rstrip(';'), **kwargs)[:limit]

    def export(
        self,
        df: Any,
        table_name: str,
        database: Optional[str] = None,
        if_exists: Any = ExportWritePolicy.APPEND,
        index: bool = False,
        order_by: str = 'tuple()',
        **options: Any,
    ) -> None:
        full = f'{database}.{table_name}' if database else table_name
        exists = bool(self.client.command(f'EXISTS TABLE {full}'))
        policy = ExportWritePolicy(if_exists)
        if exists and policy is ExportWritePolicy.FAIL:
            raise ValueError(f'Table {full} already exists in database.')
        if exists and policy is ExportWritePolicy.REPLACE:
            self.client.command(f'DROP TABLE {full}')
            exists = False
        if options.get('query_string'):
            start = f'INSERT INTO {full} ' if exists else f'CREATE TABLE {full} ENGINE = MergeTree() ORDER BY {order_by} AS '
            self.client.command(start + options['query_string'])
            return
        frame = as_frame(df).reset_index() if index else as_frame(df)
        frame = frame.rename(columns={name: column_name(name, bool(options.get('allow_reserved_words'))) for name in frame.columns})
        if not exists:
            columns = ', '.join(f'`{name}` Nullable({TYPES.get(kind_of(frame[name]), "String")})' for name in frame.columns)
            self.client.command(f'CREATE TABLE {full} ({columns}) ENGINE = MergeTree() ORDER BY {order_by}')
        self.client.insert_df(full, frame)
