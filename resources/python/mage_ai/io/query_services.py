"""Databases that are only asked: Druid and Pinot."""

from __future__ import annotations

from typing import Any, ClassVar, Dict

from mage_ai.io.drivers import need
from mage_ai.io.sql import BaseSQL

NAMES = ('HOST', 'PASSWORD', 'PATH', 'PORT', 'SCHEME', 'USER')


class QueryService(BaseSQL):
    """Connects by a driver's `connect` with host, port, path, scheme, user and password."""

    module = ''
    package = ''
    source = ''
    user_parameter = 'user'
    defaults: ClassVar[Dict[str, Any]] = {}

    @classmethod
    def with_config(cls, config: Any, **kwargs: Any) -> Any:
        found = {name.lower(): config[f'{cls.source}_{name}'] for name in NAMES}
        return cls(**{name: value for name, value in found.items() if value is not None}, **kwargs)

    def open(self) -> None:
        with self.printer.print_msg(f'Connecting to {type(self).__name__}'):
            settings = {**self.defaults, **self.settings}
            if 'user' in settings:
                settings[self.user_parameter] = settings.pop('user')
            self._ctx = need(self.module, self.package, type(self).__name__).connect(**settings)

    def commit(self) -> None:
        """There is nothing to commit."""

    def export(self, *_: Any, **__: Any) -> None:
        raise NotImplementedError(f'{type(self).__name__} is only read from, as in Mage.')
