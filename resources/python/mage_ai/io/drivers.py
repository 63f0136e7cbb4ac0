"""Drivers of databases and services: imported when first needed, named when missing."""

import importlib
from typing import Any


def need(module: str, package: str, user: str) -> Any:
    """The module, or an ImportError that names the package to add."""
    try:
        return importlib.import_module(module)
    except ImportError as error:
        if error.name and not module.startswith(error.name):
            raise
        raise ImportError(
            f'{user} needs the package {package}, which is not in this environment. '
            f'Add it in the environment page, or to requirements.txt of the project.',
            name=error.name,
        ) from None


def need_pandas(user: str) -> Any:
    return need('pandas', 'pandas', user)
