"""The database of a SQL block: by its `data_provider` and the profile in io_config.yaml, or one of its own."""

from __future__ import annotations

import importlib.util
import os
import time
from typing import Any, Callable, ContextManager, Optional, Sequence

from pipewright_runner.request import Request
from pipewright_runner.sql.local_tables import LocalSQLite
from pipewright_runner.sql.templates import render
from pipewright_runner.talk import Talk

LOCK_SECONDS = 300.0
QUERY_ROW_LIMIT = 10_000_000


class DatabaseError(Exception):
    """The database of a SQL block cannot be used, and what to do."""


class Dialect:
    """A database of io_config.yaml: its class in mage_ai.io, the keys that tell whether two blocks share it, how tables are named."""

    def __init__(self, module: str, cls: str, keys: Sequence[str] = (), schemas: bool = True) -> None:
        self.module = module
        self.cls = cls
        self.keys = keys
        self.schemas = schemas


DIALECTS = {
    'bigquery': Dialect('bigquery', 'BigQuery', ('GOOGLE_SERVICE_ACC_KEY', 'GOOGLE_SERVICE_ACC_KEY_FILEPATH')),
    'clickhouse': Dialect('clickhouse', 'ClickHouse', ('CLICKHOUSE_DATABASE', 'CLICKHOUSE_HOST', 'CLICKHOUSE_PORT')),
    'druid': Dialect('druid', 'Druid', ('DRUID_HOST', 'DRUID_PORT')),
    'duckdb': Dialect('duckdb', 'DuckDB', ('DUCKDB_DATABASE',), schemas=False),
    'mysql': Dialect('mysql', 'MySQL', ('MYSQL_DATABASE', 'MYSQL_HOST', 'MYSQL_PORT'), schemas=False),
    'sqlserver': Dialect('mssql', 'MSSQL', ('MSSQL_DATABASE', 'MSSQL_HOST', 'MSSQL_PORT', 'MSSQL_SCHEMA')),
    'mssql': Dialect('mssql', 'MSSQL', ('MSSQL_DATABASE', 'MSSQL_HOST', 'MSSQL_PORT', 'MSSQL_SCHEMA')),
    'postgres': Dialect('postgres', 'Postgres', ('POSTGRES_DBNAME', 'POSTGRES_HOST', 'POSTGRES_PORT')),
    'redshift': Dialect('redshift', 'Redshift', ('REDSHIFT_DBNAME', 'REDSHIFT_HOST', 'REDSHIFT_PORT')),
    'snowflake': Dialect('snowflake', 'Snowflake', ('SNOWFLAKE_ACCOUNT', 'SNOWFLAKE_DEFAULT_DB')),
    'trino': Dialect('trino', 'Trino', ('TRINO_CATALOG', 'TRINO_HOST', 'TRINO_PORT')),
}


class Database:
    """What a SQL block needs of its database."""

    def __init__(self, tables: Any, provider: str, settings: Optional[dict[str, Any]]) -> None:
        self.tables = tables
        self.provider = provider
        # What tells databases apart; None for one that lives for this block only.
        self.settings = settings

    def full_name(self, table: str, schema: Optional[str]) -> str:
        has_schemas = self.provider in DIALECTS and DIALECTS[self.provider].schemas
        return f'{schema}.{table}' if schema and has_schemas and '.' not in table else table


class IoTables:
    """A class of mage_ai.io behind the few calls SQL blocks make."""

    def __init__(self, loader: Any, provider: str, schema: Optional[str], database: Optional[str]) -> None:
        self.loader = loader
        self.provider = provider
        self.schema = schema
        self.database = database

    def default_schema(self) -> Optional[str]:
        """Where tables of blocks that name no schema are."""
        has_default = self.provider in DIALECTS and DIALECTS[self.provider].schemas and hasattr(self.loader, 'default_schema')
        return self.loader.default_schema() if has_default else None

    def __enter__(self) -> IoTables:
        if hasattr(self.loader, '__enter__'):
            self.loader.__enter__()
        return self

    def __exit__(self, *error: Any) -> None:
        if hasattr(self.loader, '__exit__'):
            self.loader.__exit__(*error)
        elif hasattr(self.loader, 'close'):
            self.loader.close()

    def export(self, value: Any, table: str, policy: str, **options: Any) -> None:
        """`export` of the class, whose parameters differ from database to database."""
        parts = table.split('.')
        name, schema = parts[-1], '.'.join(parts[:-1]) or self.schema
        if self.provider == 'bigquery':
            target = f'{schema}.{name}' if schema else name
            self.loader.export(value, target, database=self.database, if_exists=policy, verbose=False, **options)
        elif self.provider == 'clickhouse':
            self.loader.export(value, table_name=name, database=self.database or 'default', if_exists=policy, verbose=False, **options)
        elif self.provider == 'snowflake':
            self.loader.export(value, name.upper(), self.database, schema, if_exists=policy, verbose=False, **options)
        elif self.provider in ('duckdb', 'mysql'):
            self.loader.export(value, table_name=name, if_exists=policy, drop_table_on_replace=True, verbose=False, **options)
        else:
            self.loader.export(
                value, schema_name=schema, table_name=name, if_exists=policy, drop_table_on_replace=True, verbose=False, **options
            )

    def put(self, table: str, value: Any) -> None:
        self.export(value, table, 'replace')

    def store(self, query: str, table: str, policy: str) -> None:
        self.export(None, table, policy, query_string=query)

    def read(self, table: str, limit: int) -> Any:
        return self.loader.load(f'SELECT * FROM {table}', limit=limit, verbose=False)

    def run(self, statements: Sequence[str]) -> Any:
        if hasattr(self.loader, 'execute_queries'):
            # All in one cursor, as in Mage: they may share temporary tables.
            results = self.loader.execute_queries(list(statements), commit=True, fetch_query_at_indexes=[True] * len(statements))
        else:
            results = [self.loader.load(statement, verbose=False) for statement in statements]
        found = None
        for result in results:
            found = result if result is not None and len(getattr(result, 'columns', ())) else found
        return found


class LocalDuckDB(IoTables):
    """DuckDB in memory, through the same class."""

    def __init__(self) -> None:
        from mage_ai.io.duckdb import DuckDB

        super().__init__(DuckDB(database=':memory:', schema='main', verbose=False), 'duckdb', None, None)

    def put(self, table: str, value: Any) -> None:
        # Columns keep their names: nothing written for Mage reads a database that lives for one block only.
        self.export(value, table, 'replace', auto_clean_name=False)


def open_database(request: Request, variables: dict[str, Any], talk: Talk) -> ContextManager[Any]:
    """The database of a block, ready to be entered; its `database` tells about it."""
    configuration = request.configuration
    provider = str(configuration.get('data_provider') or '').lower()
    profile = render(str(configuration.get('data_provider_profile') or 'default'), variables)
    if provider == '':
        return local_database(talk)
    if provider == 'sqlite':
        return sqlite_database(request, profile)
    if provider not in DIALECTS:
        known = ', '.join(sorted([*DIALECTS, 'sqlite']))
        raise DatabaseError(f'data_provider {provider} of this block is not known. Known: {known}. Without one, the query runs locally.')
    return configured_database(request, provider, profile, talk)


def local_database(talk: Talk) -> Any:
    """A database of this block alone: its upstream blocks are tables in it, and nothing of it stays."""
    if importlib.util.find_spec('duckdb') is not None:
        tables: Any = LocalDuckDB()
        return Opened(lambda: tables, 'duckdb', None)
    talk.frame('log', 'info', 'DuckDB is not in this environment, so the query runs in SQLite. Add the package duckdb to use DuckDB.')
    return Opened(lambda: LocalSQLite(':memory:'), 'sqlite', None)


def read_profile(request: Request, profile: str) -> Any:
    from mage_ai.io.config import ConfigFileLoader

    path = os.path.join(request.project_path, 'io_config.yaml')
    if not os.path.exists(path):
        raise DatabaseError(f'the project has no io_config.yaml, so profile {profile} of this block is not there. Make the file.')
    return ConfigFileLoader(path, profile)


def sqlite_database(request: Request, profile: str) -> Any:
    path = None
    if os.path.exists(os.path.join(request.project_path, 'io_config.yaml')):
        path = read_profile(request, profile).get('SQLITE_DATABASE')
    if not path:
        return Opened(lambda: LocalSQLite(':memory:'), 'sqlite', None)
    full = os.path.join(request.project_path, os.path.expanduser(str(path)))
    return Opened(lambda: LocalSQLite(full), 'sqlite', {'SQLITE_DATABASE': full})


def configured_database(request: Request, provider: str, profile: str, talk: Talk) -> Any:
    config = read_profile(request, profile)
    dialect = DIALECTS[provider]
    if provider == 'duckdb' and not config.get('DUCKDB_DATABASE') and not config.get('MOTHERDUCK_TOKEN'):
        return local_database(talk)
    settings = {key: config.get(key) for key in dialect.keys}
    schema, database = (request.configuration.get(f'data_provider_{name}') for name in ('schema', 'database'))

    def connect() -> IoTables:
        import importlib

        cls = getattr(importlib.import_module(f'mage_ai.io.{dialect.module}'), dialect.cls)
        options = {'database': database, 'schema': schema} if provider == 'snowflake' else {}
        loader = when_unlocked(lambda: cls.with_config(config, **options), talk)
        tables = IoTables(loader, provider, schema, database)
        tables.schema = schema or tables.default_schema()
        return tables

    return Opened(connect, provider, settings)


def when_unlocked(connect: Callable[[], Any], talk: Talk) -> Any:
    """A DuckDB file is open in one process at a time: waits for the block that has it."""
    end = time.monotonic() + LOCK_SECONDS
    told = False
    while True:
        try:
            return connect()
        except Exception as error:
            if 'lock on file' not in str(error) or time.monotonic() > end:
                raise
            if not told:
                talk.frame('log', 'info', 'Waiting for the database, which another block has open.')
                told = True
            time.sleep(0.1)


class Opened:
    """A database for the time of a `with` statement."""

    def __init__(self, connect: Callable[[], Any], provider: str, settings: Optional[dict[str, Any]]) -> None:
        self.connect = connect
        self.provider = provider
        self.settings = settings
        self.tables: Any = None

    def __enter__(self) -> Database:
        self.tables = self.connect()
        self.tables.__enter__()
        return Database(self.tables, self.provider, self.settings)

    def __exit__(self, *error: Any) -> None:
        self.tables.__exit__(*error)


def shared_settings(request: Request, configuration: dict[str, Any], variables: dict[str, Any]) -> Optional[dict[str, Any]]:
    """What tells the database of another block apart; None where it has one of its own."""
    provider = str(configuration.get('data_provider') or '').lower()
    if provider not in DIALECTS:
        return None
    try:
        config = read_profile(request, render(str(configuration.get('data_provider_profile') or 'default'), variables))
    except (DatabaseError, KeyError):
        return None
    return {key: config.get(key) for key in DIALECTS[provider].keys}
