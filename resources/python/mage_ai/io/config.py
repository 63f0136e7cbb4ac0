"""Settings of connections: io_config.yaml, environment variables, AWS secrets."""

from __future__ import annotations

import os
from typing import Any, Optional

from mage_ai.data_preparation.shared.templates import render
from mage_ai.io.drivers import need
from mage_ai.settings.repo import get_repo_path
from mage_ai.shared.enum import StrEnum
from mage_ai.shared.small_yaml import load_yaml

# Keys by source, as in the table of io_config.yaml's documentation.
KEYS = {
    'AIRTABLE': 'ACCESS_TOKEN',
    'ALGOLIA': 'APP_ID API_KEY INDEX_NAME',
    'AWS': 'ACCESS_KEY_ID SECRET_ACCESS_KEY SESSION_TOKEN REGION ENDPOINT',
    'AZURE': 'CLIENT_ID CLIENT_SECRET STORAGE_ACCOUNT_NAME TENANT_ID',
    'B2': 'APPLICATION_KEY_ID APPLICATION_KEY ENDPOINT_URL',
    'CHROMA': 'COLLECTION PATH',
    'CLICKHOUSE': 'DATABASE HOST INTERFACE PASSWORD PORT USERNAME',
    'DRUID': 'HOST PASSWORD PATH PORT SCHEME USER',
    'DUCKDB': 'DATABASE SCHEMA',
    'GOOGLE': 'SERVICE_ACC_KEY SERVICE_ACC_KEY_FILEPATH LOCATION',
    'MONGODB': 'CONNECTION_STRING HOST PORT USER PASSWORD DATABASE COLLECTION',
    'MOTHERDUCK': 'TOKEN',
    'MSSQL': 'AUTHENTICATION DATABASE SCHEMA DRIVER HOST PASSWORD PORT USER',
    'MYSQL': 'ALLOW_LOCAL_INFILE CONNECTION_METHOD DATABASE HOST PASSWORD PORT USER',
    'OPENSEARCH': 'HOST',
    'ORACLEDB': 'USER PASSWORD HOST PORT SERVICE MODE',
    'PINOT': 'HOST PASSWORD PATH PORT SCHEME USER',
    'POSTGRES': 'CONNECT_TIMEOUT CONNECTION_METHOD DBNAME SCHEMA USER PASSWORD HOST PORT '
    'SSH_HOST SSH_PORT SSH_USERNAME SSH_PASSWORD SSH_PKEY',
    'QDRANT': 'COLLECTION PATH',
    'REDSHIFT': 'SCHEMA DBNAME HOST PORT TEMP_CRED_USER TEMP_CRED_PASSWORD DBUSER CLUSTER_ID IAM_PROFILE',
    'SNOWFLAKE': 'USER PASSWORD ACCOUNT DEFAULT_WH DEFAULT_DB DEFAULT_SCHEMA PRIVATE_KEY_PASSPHRASE PRIVATE_KEY_PATH ROLE TIMEOUT',
    'SPARK': 'CLUSTER DRIVER ENDPOINT HOST METHOD ORGANIZATION PORT SCHEMA SERVER_SIDE_PARAMETERS TOKEN USER',
    'TRINO': 'CATALOG HOST HTTP_HEADERS HTTP_SCHEME PASSWORD PORT SCHEMA SESSION_PROPERTIES SOURCE USER VERIFY',
    'WEAVIATE': 'ENDPOINT INSTANCE_API_KEY INFERENCE_API_KEY COLLECTION',
}
ConfigKey = StrEnum('ConfigKey', {f'{source}_{key}': f'{source}_{key}' for source, keys in KEYS.items() for key in keys.split()})

# Where older profiles keep a key: the maps on the way, then the key in lower case unless it is named here.
OLD_MAPS = {
    'AWS': ('AWS',),
    'GOOGLE': ('BigQuery',),
    'POSTGRES': ('PostgreSQL',),
    'REDSHIFT': ('AWS', 'Redshift'),
    'SNOWFLAKE': ('Snowflake',),
    'AIRTABLE': ('Airtable',),
    'ALGOLIA': ('Algolia',),
    'B2': ('Backblaze B2',),
    'CHROMA': ('Chroma',),
    'CLICKHOUSE': ('ClickHouse',),
    'DRUID': ('Druid',),
    'DUCKDB': ('Duck DB',),
    'PINOT': ('Pinot',),
    'QDRANT': ('Qdrant',),
    'SPARK': ('Spark',),
    'TRINO': ('trino',),
    'WEAVIATE': ('Weaviate',),
}
OLD_NAMES = {
    'GOOGLE_SERVICE_ACC_KEY': 'credentials_mapping',
    'GOOGLE_SERVICE_ACC_KEY_FILEPATH': 'path_to_credentials',
    'POSTGRES_DBNAME': 'database',
    'REDSHIFT_DBNAME': 'database',
    'REDSHIFT_TEMP_CRED_USER': 'user',
    'REDSHIFT_TEMP_CRED_PASSWORD': 'password',
    'REDSHIFT_DBUSER': 'db_user',
    'REDSHIFT_CLUSTER_ID': 'cluster_identifier',
    'REDSHIFT_IAM_PROFILE': 'profile',
    'SNOWFLAKE_DEFAULT_DB': 'database',
    'SNOWFLAKE_DEFAULT_SCHEMA': 'schema',
    'SNOWFLAKE_DEFAULT_WH': 'warehouse',
}


def plain(key: Any) -> str:
    return key.value if isinstance(key, StrEnum) else str(key)


class BaseConfigLoader:
    """Settings by key."""

    def contains(self, key: Any, **_: Any) -> bool:
        return self.get(key) is not None

    def get(self, key: Any, **_: Any) -> Any:
        raise NotImplementedError

    def __contains__(self, key: Any) -> bool:
        return self.contains(key)

    def __getitem__(self, key: Any) -> Any:
        return self.get(key)


class ConfigFileLoader(BaseConfigLoader):
    """A profile of io_config.yaml, rendered with `env_var` and its like."""

    def __init__(self, filepath: Any = None, profile: str = 'default', config: Optional[dict] = None) -> None:
        self.filepath = str(filepath or os.path.join(get_repo_path(), 'io_config.yaml'))
        self.profile = profile
        self.version = None
        if config is not None:
            self.config = config
            return
        with open(self.filepath, encoding='utf-8') as file:
            content = load_yaml(render(file.read())) or {}
        if profile not in content:
            known = ', '.join(sorted(str(name) for name in content if name != 'version')) or 'none'
            raise KeyError(f'{self.filepath} has no profile {profile}; it has: {known}')
        self.version = content.get('version')
        self.config = content[profile] or {}

    def get(self, key: Any, **_: Any) -> Any:
        name = plain(key)
        return self.config[name] if name in self.config else self.old(name)

    def old(self, name: str) -> Any:
        """The setting of an older profile, which has a map for each source."""
        source, _, rest = name.partition('_')
        found: Any = self.config
        for part in OLD_MAPS.get(source, ()):
            found = found.get(part) if isinstance(found, dict) else None
        return found.get(OLD_NAMES.get(name, rest.lower())) if isinstance(found, dict) and source in OLD_MAPS else None


class EnvironmentVariableLoader(BaseConfigLoader):
    """Environment variables."""

    def contains(self, key: Any, **_: Any) -> bool:
        return plain(key) in os.environ

    def get(self, key: Any, **_: Any) -> Any:
        return os.getenv(plain(key))


class AWSSecretLoader(BaseConfigLoader):
    """Secrets of the AWS secrets manager."""

    def __init__(self, **kwargs: Any) -> None:
        self.client = need('boto3', 'boto3', 'AWSSecretLoader').client('secretsmanager', **kwargs)

    def get(self, key: Any, version_id: Optional[str] = None, version_stage_label: Optional[str] = None, **_: Any) -> Any:
        options = {'SecretId': plain(key), 'VersionId': version_id, 'VersionStage': version_stage_label}
        try:
            found = self.client.get_secret_value(**{name: value for name, value in options.items() if value is not None})
        except self.client.exceptions.ResourceNotFoundException:
            return None
        return found.get('SecretBinary') or found.get('SecretString')
