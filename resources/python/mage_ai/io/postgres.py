"""PostgreSQL."""

from __future__ import annotations

from typing import Any, Dict, Optional

from mage_ai.io.config import ConfigKey
from mage_ai.io.drivers import need
from mage_ai.io.sql import BaseSQL, plain_rows


class Postgres(BaseSQL):
    """A PostgreSQL database, directly or through an SSH tunnel."""

    tunnel: Optional[Any] = None

    def __init__(
        self,
        dbname: str,
        user: str,
        password: str,
        host: str,
        port: Any = None,
        schema: Optional[str] = None,
        connection_method: str = 'direct',
        connect_timeout: Any = 10,
        verbose: bool = True,
        **kwargs: Any,
    ) -> None:
        super().__init__(
            dbname=dbname,
            user=user,
            password=password,
            host=host,
            port=port or 5432,
            schema=schema,
            connection_method=connection_method,
            connect_timeout=connect_timeout,
            verbose=verbose,
            **kwargs,
        )

    @classmethod
    def with_config(cls, config: Any, **kwargs: Any) -> Postgres:
        ssh = {key.lower(): config[f'POSTGRES_{key}'] for key in ('SSH_HOST', 'SSH_PORT', 'SSH_USERNAME', 'SSH_PASSWORD', 'SSH_PKEY')}
        return cls(
            dbname=config[ConfigKey.POSTGRES_DBNAME],
            user=config[ConfigKey.POSTGRES_USER],
            password=config[ConfigKey.POSTGRES_PASSWORD],
            host=config[ConfigKey.POSTGRES_HOST],
            port=config[ConfigKey.POSTGRES_PORT],
            schema=config[ConfigKey.POSTGRES_SCHEMA],
            connection_method=config[ConfigKey.POSTGRES_CONNECTION_METHOD] or 'direct',
            connect_timeout=config[ConfigKey.POSTGRES_CONNECT_TIMEOUT] or 10,
            **ssh,
            **kwargs,
        )

    def open(self) -> None:
        with self.printer.print_msg('Opening connection to PostgreSQL database'):
            host, port = self.settings['host'], self.settings['port']
            if self.settings['connection_method'] == 'ssh_tunnel':
                host, port = self.open_tunnel(host, port)
            self._ctx = need('psycopg2', 'psycopg2-binary', 'Postgres').connect(
                dbname=self.settings['dbname'],
                user=self.settings['user'],
                password=self.settings['password'],
                host=host,
                port=port,
                connect_timeout=int(self.settings['connect_timeout']),
                keepalives=1,
                keepalives_idle=300,
                **({'options': f'-c search_path={self.settings["schema"]}'} if self.settings.get('schema') else {}),
            )

    def open_tunnel(self, host: str, port: Any) -> Any:
        forwarder = need('sshtunnel', 'sshtunnel', 'Postgres through an SSH tunnel').SSHTunnelForwarder
        key = (
            {'ssh_pkey': self.settings['ssh_pkey']}
            if self.settings.get('ssh_pkey')
            else {'ssh_password': self.settings.get('ssh_password')}
        )
        self.tunnel = forwarder(
            (self.settings['ssh_host'], int(self.settings.get('ssh_port') or 22)),
            ssh_username=self.settings['ssh_username'],
            remote_bind_address=(host, int(port)),
            **key,
        )
        self.tunnel.start()
        return '127.0.0.1', self.tunnel.local_bind_port

    def close(self) -> None:
        super().close()
        if self.tunnel is not None:
            self.tunnel.stop()
            self.tunnel = None

    def insert(self, cursor: Any, full: str, frame: Any, options: Dict[str, Any]) -> None:
        names = ', '.join(map(self.quoted, frame.columns))
        statement = f'INSERT INTO {full} ({names}) VALUES %s' + self.on_conflict(list(frame.columns), options)
        extras = need('psycopg2.extras', 'psycopg2-binary', 'Postgres')
        extras.execute_values(cursor, statement, plain_rows(frame), page_size=1000)
