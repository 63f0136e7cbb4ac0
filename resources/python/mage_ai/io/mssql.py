"""Microsoft SQL Server."""

from __future__ import annotations

from typing import Any, ClassVar, Dict, Optional

from mage_ai.io.config import ConfigKey
from mage_ai.io.drivers import need
from mage_ai.io.sql import BaseSQL


class MSSQL(BaseSQL):
    """A SQL Server database, through ODBC."""

    types: ClassVar[Dict[str, str]] = {
        **BaseSQL.types,
        'float': 'FLOAT',
        'boolean': 'BIT',
        'datetime': 'DATETIME2',
        'datetime_tz': 'DATETIMEOFFSET',
        'bytes': 'VARBINARY(MAX)',
        'text': 'NVARCHAR(MAX)',
    }

    def __init__(
        self,
        database: str,
        host: str,
        user: Optional[str] = None,
        password: Optional[str] = None,
        port: Any = 1433,
        schema: Optional[str] = None,
        driver: Optional[str] = None,
        authentication: Optional[str] = None,
        verbose: bool = True,
        **kwargs: Any,
    ) -> None:
        super().__init__(
            database=database,
            host=host,
            user=user,
            password=password,
            port=port or 1433,
            schema=schema,
            driver=driver or 'ODBC Driver 18 for SQL Server',
            authentication=authentication,
            verbose=verbose,
            **kwargs,
        )

    @classmethod
    def with_config(cls, config: Any, **kwargs: Any) -> MSSQL:
        names = ('DATABASE', 'HOST', 'USER', 'PASSWORD', 'PORT', 'SCHEMA', 'DRIVER', 'AUTHENTICATION')
        return cls(**{name.lower(): config[ConfigKey[f'MSSQL_{name}']] for name in names}, **kwargs)

    def open(self) -> None:
        with self.printer.print_msg('Opening connection to MSSQL database'):
            parts = {
                'DRIVER': f'{{{self.settings["driver"]}}}',
                'SERVER': f'{self.settings["host"]},{self.settings["port"]}',
                'DATABASE': self.settings['database'],
                'UID': self.settings['user'],
                'PWD': self.settings['password'],
                'Authentication': self.settings['authentication'],
                'ENCRYPT': 'yes',
                'TrustServerCertificate': 'yes',
            }
            text = ';'.join(f'{name}={value}' for name, value in parts.items() if value)
            self._ctx = need('pyodbc', 'pyodbc', 'MSSQL').connect(text)

    def default_schema(self) -> Optional[str]:
        return self.settings.get('schema') or 'dbo'

    def quoted(self, name: str) -> str:
        return f'[{name}]'

    def placeholders(self, count: int) -> str:
        return ', '.join(['?'] * count)

    def create_schema(self, cursor: Any, schema: str) -> None:
        cursor.execute(f"IF NOT EXISTS (SELECT * FROM sys.schemas WHERE name = N'{schema}') EXEC('CREATE SCHEMA [{schema}]')")
