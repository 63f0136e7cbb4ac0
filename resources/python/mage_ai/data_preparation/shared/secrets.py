"""Secrets, by name.

Looked for in this order: what Pipewright gave this process (`PIPEWRIGHT_SECRETS`, a JSON object), an environment variable of
that name, and Mage's own secrets of this machine, where its database and key are still there.
"""

import json
import os
import sqlite3
from typing import Any, Optional

SECRETS_ENV_VAR = 'PIPEWRIGHT_SECRETS'


def get_secret_value(name: str, entity: Any = None, pipeline_uuid: Optional[str] = None, **_: Any) -> Optional[str]:
    """The secret's value, or None with a warning, as in Mage."""
    given = json.loads(os.environ.get(SECRETS_ENV_VAR) or '{}')
    for found in (given.get(name), os.environ.get(name), from_mage(name)):
        if found is not None:
            return found
    print(f'WARNING: Could not find secret value for secret {name}')
    return None


def from_mage(name: str) -> Optional[str]:
    """A secret of a Mage installation on this machine."""
    from mage_ai.settings.repo import get_data_dir, get_variables_dir

    key_path = os.path.join(get_data_dir(), 'secrets', 'key')
    try:
        database = os.path.join(get_variables_dir(), 'mage-ai.db')
    except Exception:
        return None
    if not (os.path.exists(key_path) and os.path.exists(database)):
        return None
    try:
        from cryptography.fernet import Fernet
    except ImportError:
        print('WARNING: Reading secrets that Mage stored needs the package cryptography')
        return None
    with open(key_path, encoding='utf-8') as file:
        key = file.read()
    connection = sqlite3.connect(f'file:{database}?mode=ro', uri=True)
    try:
        row = connection.execute('SELECT value FROM secret WHERE name = ? ORDER BY id DESC', (name,)).fetchone()
    except sqlite3.Error:
        row = None
    finally:
        connection.close()
    return Fernet(key).decrypt(row[0].encode()).decode() if row else None


def create_secret(*_: Any, **__: Any) -> None:
    raise NotImplementedError('Secrets are added in a terminal: pipewright secret set <folder> <name>.')
