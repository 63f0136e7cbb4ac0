"""Snowflake."""

from __future__ import annotations

from typing import Any, ClassVar, Dict, Optional

from mage_ai.io.base import ExportWritePolicy
from mage_ai.io.config import ConfigKey
from mage_ai.io.drivers import need
from mage_ai.io.sql import BaseSQL


class Snowflake(BaseSQL):
    """A Snowflake account. Names are upper-cased, as Snowflake does."""

    types: ClassVar[Dict[str, str]] = {
        **BaseSQL.types,
        'float': 'DOUBLE',
        'datetime': 'TIMESTAMP_NTZ',
        'datetime_tz': 'TIMESTAMP_TZ',
        'bytes': 'BINARY',
    }

    @classmethod
    def with_config(cls, config: Any, database: Optional[str] = None, schema: Optional[str] = None, **kwargs: Any) -> Snowflake:
        found = {
            'user': config[ConfigKey.SNOWFLAKE_USER],
            'account': config[ConfigKey.SNOWFLAKE_ACCOUNT],
            'warehouse': config[ConfigKey.SNOWFLAKE_DEFAULT_WH],
            'database': database or config[ConfigKey.SNOWFLAKE_DEFAULT_DB],
            'schema': schema or config[ConfigKey.SNOWFLAKE_DEFAULT_SCHEMA],
            'role': config[ConfigKey.SNOWFLAKE_ROLE],
            'login_timeout': config[ConfigKey.SNOWFLAKE_TIMEOUT],
            'private_key_file': config[ConfigKey.SNOWFLAKE_PRIVATE_KEY_PATH],
            'private_key_file_pwd': config[ConfigKey.SNOWFLAKE_PRIVATE_KEY_PASSPHRASE],
            'password': None if config[ConfigKey.SNOWFLAKE_PRIVATE_KEY_PATH] else config[ConfigKey.SNOWFLAKE_PASSWORD],
        }
        return cls(**{name: value for name, value in found.items() if value is not None}, **kwargs)

    def open(self) -> None:
        with self.printer.print_msg('Connecting to Snowflake warehouse'):
            self._ctx = need('snowflake.connector', 'snowflake-connector-python', 'Snowflake').connect(**self.settings)

    def quoted(self, name: str) -> str:
        return f'"{name.upper()}"'

    def export(
        self,
        df: Any,
        table_name: Optional[str] = None,
        database: Optional[str] = None,
        schema: Optional[str] = None,
        if_exists: Any = ExportWritePolicy.APPEND,
        **kwargs: Any,
    ) -> None:
        schema = schema or self.settings.get('schema')
        database = database or self.settings.get('database')
        where = '.'.join(part.upper() for part in (database, schema) if part)
        super().export(df, where or None, table_name and table_name.upper(), if_exists, **kwargs)

    def table_exists(self, schema_name: Optional[str], table_name: str) -> bool:
        return super().table_exists(schema_name.split('.')[-1] if schema_name else None, table_name)
