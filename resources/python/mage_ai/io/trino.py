"""Trino."""

from __future__ import annotations

from typing import Any, ClassVar, Dict, Optional

from mage_ai.io.drivers import need
from mage_ai.io.sql import BaseSQL

NAMES = ('CATALOG', 'HOST', 'HTTP_HEADERS', 'HTTP_SCHEME', 'PASSWORD', 'PORT', 'SCHEMA', 'SESSION_PROPERTIES', 'SOURCE', 'USER', 'VERIFY')


class Trino(BaseSQL):
    """A Trino cluster."""

    types: ClassVar[Dict[str, str]] = {
        **BaseSQL.types,
        'float': 'DOUBLE',
        'datetime_tz': 'TIMESTAMP WITH TIME ZONE',
        'bytes': 'VARBINARY',
        'text': 'VARCHAR',
    }

    @classmethod
    def with_config(cls, config: Any, **kwargs: Any) -> Trino:
        found = {name.lower(): config[f'TRINO_{name}'] for name in NAMES}
        return cls(**{name: value for name, value in found.items() if value is not None}, **kwargs)

    def open(self) -> None:
        with self.printer.print_msg('Connecting to Trino'):
            settings: Dict[str, Any] = dict(self.settings)
            password = settings.pop('password', None)
            if password:
                settings['auth'] = need('trino.auth', 'trino', 'Trino').BasicAuthentication(settings['user'], password)
            self._ctx = need('trino.dbapi', 'trino', 'Trino').connect(**settings)

    def placeholders(self, count: int) -> str:
        return ', '.join(['?'] * count)

    def default_schema(self) -> Optional[str]:
        return self.settings.get('schema')
