"""Amazon Redshift."""

from __future__ import annotations

from typing import Any, ClassVar, Dict, Optional

from mage_ai.io.base import ExportWritePolicy
from mage_ai.io.config import ConfigKey
from mage_ai.io.drivers import need
from mage_ai.io.sql import BaseSQL

SETTINGS = {
    'REDSHIFT_HOST': 'host',
    'REDSHIFT_PORT': 'port',
    'REDSHIFT_DBNAME': 'database',
    'REDSHIFT_TEMP_CRED_USER': 'user',
    'REDSHIFT_TEMP_CRED_PASSWORD': 'password',
    'REDSHIFT_DBUSER': 'db_user',
    'REDSHIFT_CLUSTER_ID': 'cluster_identifier',
    'REDSHIFT_IAM_PROFILE': 'profile',
    'AWS_ACCESS_KEY_ID': 'access_key_id',
    'AWS_SECRET_ACCESS_KEY': 'secret_access_key',
    'AWS_SESSION_TOKEN': 'session_token',
    'AWS_REGION': 'region',
}


class Redshift(BaseSQL):
    """A Redshift cluster, by password or by IAM."""

    types: ClassVar[Dict[str, str]] = {**BaseSQL.types, 'text': 'VARCHAR(65535)', 'bytes': 'VARBYTE'}

    @classmethod
    def with_config(cls, config: Any, **kwargs: Any) -> Redshift:
        found = {name: config[key] for key, name in SETTINGS.items() if config[key] is not None}
        return cls(schema=config[ConfigKey.REDSHIFT_SCHEMA], **found, **kwargs)

    @classmethod
    def with_temporary_credentials(cls, database: str, host: str, user: str, password: str, port: int = 5439, **kwargs: Any) -> Redshift:
        return cls(database=database, host=host, user=user, password=password, port=port, **kwargs)

    def open(self) -> None:
        with self.printer.print_msg('Connecting to Redshift cluster'):
            settings = {name: value for name, value in self.settings.items() if name != 'schema'}
            self._ctx = need('redshift_connector', 'redshift-connector', 'Redshift').connect(**settings)

    def export(
        self,
        df: Any,
        table_name: Optional[str] = None,
        schema: Optional[str] = None,
        if_exists: Any = ExportWritePolicy.APPEND,
        schema_name: Optional[str] = None,
        **kwargs: Any,
    ) -> None:
        super().export(df, schema_name or schema, table_name, if_exists, **kwargs)
