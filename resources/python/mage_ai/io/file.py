"""Files of this machine."""

from __future__ import annotations

import os
from typing import Any, List, Optional

from mage_ai.io.base import QUERY_ROW_LIMIT, BaseFile
from mage_ai.io.drivers import need_pandas


class FileIO(BaseFile):
    """Reads and writes tables as files: `FileIO().load('titanic.csv')`."""

    def __init__(self, verbose: bool = False) -> None:
        super().__init__(verbose=verbose)

    @classmethod
    def with_config(cls, config: Any = None, **_: Any) -> FileIO:
        return cls()

    def load(
        self,
        filepath: Any = None,
        format: Any = None,
        limit: int = QUERY_ROW_LIMIT,
        file_directories: Optional[List[str]] = None,
        **kwargs: Any,
    ) -> Any:
        """A table from a file (or an address), or all tables of some folders below one another."""
        kwargs.pop('import_config', None)
        if file_directories:
            paths = [
                os.path.join(parent, name) for base in file_directories for parent, _, names in os.walk(base) for name in sorted(names)
            ]
            frames = [self._read(path, format or self._get_file_format(path), limit, **kwargs) for path in paths]
            return need_pandas('FileIO').concat(frames, ignore_index=True)[:limit]
        return self._read(filepath, format or self._get_file_format(filepath), limit, **kwargs)

    def export(self, df: Any, filepath: Any, format: Any = None, **kwargs: Any) -> None:
        """Writes a table; folders on the way are made."""
        folder = os.path.dirname(str(filepath))
        if folder and '://' not in folder:
            os.makedirs(folder, exist_ok=True)
        self._write(df, format or self._get_file_format(filepath), filepath, **kwargs)

    def exists(self, filepath: Any, *_: Any) -> bool:
        return os.path.exists(filepath)
