"""The configuration of the project."""

import os
from typing import Any, Dict, Optional

from mage_ai.data_preparation.shared.templates import render
from mage_ai.settings.repo import get_data_dir, get_repo_name, get_repo_path, get_variables_dir, set_repo_path
from mage_ai.shared.small_yaml import load_yaml

__all__ = ['RepoConfig', 'get_data_dir', 'get_repo_config', 'get_repo_name', 'get_repo_path', 'get_variables_dir', 'set_repo_path']


class RepoConfig:
    """metadata.yaml of a project; its keys are attributes."""

    def __init__(self, repo_path: Optional[str] = None, **_: Any) -> None:
        self.repo_path = repo_path or get_repo_path()
        self.values = read_metadata(self.repo_path)

    def __getattr__(self, name: str) -> Any:
        if name.startswith('__'):
            raise AttributeError(name)
        return self.__dict__.get('values', {}).get(name)

    @property
    def variables_dir(self) -> str:
        """Resolved as `get_variables_dir` does."""
        return get_variables_dir(self.repo_path, self.values)

    def get(self, name: str, default: Any = None) -> Any:
        return self.values.get(name, default)

    def to_dict(self) -> Dict[str, Any]:
        return dict(self.values)


def read_metadata(repo_path: str) -> Dict[str, Any]:
    path = os.path.join(repo_path, 'metadata.yaml')
    if not os.path.exists(path):
        return {}
    with open(path, encoding='utf-8') as file:
        return load_yaml(render(file.read())) or {}


def get_repo_config(repo_path: Optional[str] = None, **_: Any) -> RepoConfig:
    return RepoConfig(repo_path)
