"""Credentials for Google's services."""

from __future__ import annotations

from typing import Any, Optional

from mage_ai.io.drivers import need


def google_credentials(config: Any, scopes: Optional[list] = None) -> Any:
    """Of the service account in a configuration, or None: then the machine's own are used."""

    def setting(key: str) -> Any:
        return config[key] if key in config else None

    key, path = setting('GOOGLE_SERVICE_ACC_KEY'), setting('GOOGLE_SERVICE_ACC_KEY_FILEPATH')
    if not key and not path:
        return None
    account = need('google.oauth2.service_account', 'google-auth', 'a Google service').Credentials
    options = {'scopes': scopes} if scopes else {}
    return account.from_service_account_info(key, **options) if key else account.from_service_account_file(path, **options)
