"""The older place of base_repo_path."""

from mage_ai.settings.repo import base_repo_dirname, base_repo_name, base_repo_path, get_repo_path

__all__ = ['base_repo_dirname', 'base_repo_name', 'base_repo_path', 'get_repo_path']
