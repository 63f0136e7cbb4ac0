"""Oracle Database."""

from __future__ import annotations

from typing import Any, ClassVar, Dict, Optional

from mage_ai.io.config import ConfigKey
from mage_ai.io.drivers import need
from mage_ai.io.sql import BaseSQL


class OracleDB(BaseSQL):
    """An Oracle database. Tables are named alone."""

    has_schemas = False
    types: ClassVar[Dict[str, str]] = {
        **BaseSQL.types,
        'integer': 'NUMBER(19)',
        'float': 'BINARY_DOUBLE',
        'boolean': 'NUMBER(1)',
        'datetime_tz': 'TIMESTAMP WITH TIME ZONE',
        'time': 'VARCHAR2(20)',
        'bytes': 'BLOB',
        'text': 'VARCHAR2(4000)',
    }

    @classmethod
    def with_config(cls, config: Any, **kwargs: Any) -> OracleDB:
        names = ('USER', 'PASSWORD', 'HOST', 'PORT', 'SERVICE', 'MODE')
        return cls(**{name.lower(): config[ConfigKey[f'ORACLEDB_{name}']] for name in names}, **kwargs)

    def open(self) -> None:
        with self.printer.print_msg('Opening connection to OracleDB database'):
            driver = need('oracledb', 'oracledb', 'OracleDB')
            if self.settings.get('mode') == 'thick':
                driver.init_oracle_client()
            address = driver.makedsn(self.settings['host'], self.settings.get('port') or 1521, service_name=self.settings.get('service'))
            self._ctx = driver.connect(user=self.settings['user'], password=self.settings['password'], dsn=address)

    def placeholders(self, count: int) -> str:
        return ', '.join(f':{number}' for number in range(1, count + 1))

    def quoted(self, name: str) -> str:
        return f'"{name.upper()}"'

    def table_exists(self, schema_name: Optional[str], table_name: str) -> bool:
        cursor = self.conn.cursor()
        cursor.execute('SELECT 1 FROM user_tables WHERE table_name = :1', [table_name.upper()])
        return cursor.fetchone() is not None

    def export(self, df: Any, schema_name: Optional[str] = None, table_name: Optional[str] = None, *args: Any, **kwargs: Any) -> None:
        if table_name is None:
            schema_name, table_name = None, schema_name
        super().export(df, None, table_name, *args, **kwargs)
