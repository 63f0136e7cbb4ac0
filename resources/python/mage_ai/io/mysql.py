"""MySQL and MariaDB."""

from __future__ import annotations

from typing import Any, ClassVar, Dict, List, Optional

from mage_ai.io.config import ConfigKey
from mage_ai.io.constants import UNIQUE_CONFLICT_METHOD_UPDATE
from mage_ai.io.drivers import need
from mage_ai.io.sql import BaseSQL


class MySQL(BaseSQL):
    """A MySQL database. It has no schemas, so a table is named alone."""

    has_schemas = False
    types: ClassVar[Dict[str, str]] = {
        **BaseSQL.types,
        'float': 'DOUBLE',
        'datetime': 'DATETIME(6)',
        'datetime_tz': 'DATETIME(6)',
        'bytes': 'LONGBLOB',
    }

    def __init__(self, database: str, host: str, password: str, user: str, port: Any = 3306, verbose: bool = True, **kwargs: Any) -> None:
        super().__init__(database=database, host=host, password=password, user=user, port=port or 3306, verbose=verbose, **kwargs)

    @classmethod
    def with_config(cls, config: Any, **kwargs: Any) -> MySQL:
        return cls(
            database=config[ConfigKey.MYSQL_DATABASE],
            host=config[ConfigKey.MYSQL_HOST],
            password=config[ConfigKey.MYSQL_PASSWORD],
            user=config[ConfigKey.MYSQL_USER],
            port=config[ConfigKey.MYSQL_PORT],
            **kwargs,
        )

    def open(self) -> None:
        with self.printer.print_msg('Opening connection to MySQL database'):
            connector = need('mysql.connector', 'mysql-connector-python', 'MySQL')
            known = {name: self.settings[name] for name in ('database', 'host', 'password', 'user')}
            self._ctx = connector.connect(port=int(self.settings['port']), **known)

    def quoted(self, name: str) -> str:
        return f'`{name}`'

    def table_exists(self, schema_name: Optional[str], table_name: str) -> bool:
        cursor = self.conn.cursor()
        cursor.execute(
            'SELECT 1 FROM information_schema.tables WHERE table_schema = %s AND table_name = %s', (self.settings['database'], table_name)
        )
        return bool(cursor.fetchall())

    def export(self, df: Any, schema_name: Optional[str] = None, table_name: Optional[str] = None, *args: Any, **kwargs: Any) -> None:
        if table_name is None:
            schema_name, table_name = None, schema_name
        super().export(df, None, table_name, *args, **kwargs)

    def on_conflict(self, columns: List[str], options: Dict[str, Any]) -> str:
        if not options.get('unique_conflict_method') or not options.get('unique_constraints'):
            return ''
        first = self.quoted(columns[0])
        if options['unique_conflict_method'] != UNIQUE_CONFLICT_METHOD_UPDATE:
            return f' ON DUPLICATE KEY UPDATE {first} = {first}'
        return ' ON DUPLICATE KEY UPDATE ' + ', '.join(f'{self.quoted(name)} = VALUES({self.quoted(name)})' for name in columns)
