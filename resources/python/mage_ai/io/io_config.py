"""The older way to io_config.yaml."""

import os
from typing import Any, Optional

from mage_ai.io.config import ConfigFileLoader
from mage_ai.settings.repo import get_repo_path


class IOConfig:
    """io_config.yaml; `use(profile)` gives the settings of a profile."""

    def __init__(self, filepath: Optional[str] = None) -> None:
        self.filepath = filepath or os.path.join(get_repo_path(), 'io_config.yaml')

    def use(self, profile: str) -> Any:
        return ConfigFileLoader(self.filepath, profile).config
