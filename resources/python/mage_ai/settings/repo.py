"""Where the project and its data are."""

import os
from typing import Any, Optional

MAGE_DATA_DIR_ENV_VAR = 'MAGE_DATA_DIR'
MAGE_PROJECT_TYPE_ENV_VAR = 'PROJECT_TYPE'
DEFAULT_MAGE_DATA_DIR = '~/.mage_data'
VARIABLES_DIR = 'variables_dir'


def get_repo_path(*_: Any, absolute_path: bool = True, **__: Any) -> str:
    """The folder of the project this block run belongs to."""
    return os.getenv('MAGE_RUNTIME__REPO_PATH') or os.getenv('MAGE_REPO_PATH') or os.getcwd()


def base_repo_path() -> str:
    return get_repo_path()


def base_repo_dirname() -> str:
    return os.path.dirname(get_repo_path())


def base_repo_name() -> str:
    return get_repo_name()


def set_repo_path(path: str) -> None:
    os.environ['MAGE_RUNTIME__REPO_PATH'] = path


def get_repo_name(repo_path: Optional[str] = None) -> str:
    return os.path.basename((repo_path or get_repo_path()).rstrip(os.sep))


def get_metadata_path(**_: Any) -> str:
    return os.path.join(get_repo_path(), 'metadata.yaml')


def get_data_dir() -> str:
    return os.getenv(MAGE_DATA_DIR_ENV_VAR) or os.path.expanduser(DEFAULT_MAGE_DATA_DIR)


def get_variables_dir(repo_path: Optional[str] = None, repo_config: Any = None, **_: Any) -> str:
    """Mage's place for the data of this project: MAGE_DATA_DIR, else `variables_dir` of the project, else ~/.mage_data."""
    from mage_ai.data_preparation.repo_manager import get_repo_config

    path = repo_path or get_repo_path()
    given = os.getenv(MAGE_DATA_DIR_ENV_VAR)
    if not given:
        config = repo_config or get_repo_config(path)
        given = os.path.expanduser(config.get(VARIABLES_DIR) or DEFAULT_MAGE_DATA_DIR)
    if given.startswith(('s3:', 'gs:')):
        return given
    if not os.path.isabs(given):
        return os.path.abspath(os.path.join(path, given))
    return given if os.path.abspath(given) == os.path.abspath(path) else os.path.join(given, get_repo_name(path))
