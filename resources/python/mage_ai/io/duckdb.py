"""DuckDB."""

from __future__ import annotations

import os
import time
from typing import Any, Callable, ClassVar, Dict, Optional

from mage_ai.io.config import ConfigKey
from mage_ai.io.drivers import need
from mage_ai.io.sql import BaseSQL

# How long a block waits for another that has the same file open: DuckDB lets one process at a time write.
TURN_SECONDS = 60.0
LOOK_SECONDS = 0.1
NEW_SECONDS = 2.0


def connect_in_turn(connect: Callable[[], Any], path: str = '') -> Any:
    """Connects as soon as no other process has the file, nor is about to make it."""
    last = time.monotonic() + TURN_SECONDS
    while True:
        try:
            return connect()
        except Exception as error:
            may_wait = 'Could not set lock on file' in str(error) or ('not a valid DuckDB' in str(error) and is_new(path))
            if not may_wait or time.monotonic() > last:
                raise
        time.sleep(LOOK_SECONDS)


def is_new(path: str) -> bool:
    """Whether a file was made just now: until its first page is written, DuckDB takes it for another kind of file."""
    try:
        return time.time() - os.stat(path).st_mtime < NEW_SECONDS
    except OSError:
        return False


class DuckDB(BaseSQL):
    """A DuckDB file, or MotherDuck. Opened when made, as in Mage."""

    types: ClassVar[Dict[str, str]] = {**BaseSQL.types, 'bytes': 'BLOB', 'float': 'DOUBLE'}

    def __init__(
        self, database: str, schema: Optional[str] = None, motherduck_token: Optional[str] = None, verbose: bool = True, **kwargs: Any
    ) -> None:
        super().__init__(database=database, schema=schema, motherduck_token=motherduck_token, verbose=verbose, **kwargs)
        self.open()

    @classmethod
    def with_config(cls, config: Any, **kwargs: Any) -> DuckDB:
        return cls(
            database=config[ConfigKey.DUCKDB_DATABASE],
            schema=config[ConfigKey.DUCKDB_SCHEMA],
            motherduck_token=config[ConfigKey.MOTHERDUCK_TOKEN],
            **kwargs,
        )

    def open(self) -> None:
        token = self.settings.get('motherduck_token')
        options: Dict[str, Any] = {'config': {'motherduck_token': token}} if token else {}
        database = self.settings['database']
        self._ctx = connect_in_turn(lambda: need('duckdb', 'duckdb', 'DuckDB').connect(database, **options), str(database))

    def default_schema(self) -> Optional[str]:
        return self.settings.get('schema') or 'main'

    def placeholders(self, count: int) -> str:
        return ', '.join(['?'] * count)

    def commit(self) -> None:
        """Statements commit themselves unless a transaction was begun."""

    def insert(self, cursor: Any, full: str, frame: Any, options: Dict[str, Any]) -> None:
        cursor.register('exported_frame', frame)
        names = ', '.join(map(self.quoted, frame.columns))
        cursor.execute(f'INSERT INTO {full} ({names}) SELECT {names} FROM exported_frame' + self.on_conflict(list(frame.columns), options))
        cursor.unregister('exported_frame')
