"""Arrays as .npy, read through memory mapping."""

from __future__ import annotations

import os
from typing import Any, Optional

from pipewright_runner.storage.hashed_file import HashedFile


class Writing:
    """An array that is to be written: `finish` does all of it."""

    def __init__(self, value: Any, path: str) -> None:
        self.value = value
        self.path = path

    @property
    def bytes_left(self) -> int:
        return self.value.nbytes

    def finish(self) -> str:
        """Writes the array; returns the SHA-256 of the file."""
        from numpy.lib import format as npy

        file = HashedFile(self.path)
        try:
            npy.write_array(file, self.value, allow_pickle=False)
        except BaseException:
            file.close()
            raise
        return file.close()


def begin_array(value: Any, path: str) -> Optional[Writing]:
    import numpy

    if type(value) is not numpy.ndarray or value.dtype.hasobject or value.dtype.metadata:
        return None
    return Writing(value, path)


def read_array(path: str) -> Any:
    """The array, mapped copy-on-write: large ones cost no memory until touched, and a block may change its copy."""
    import numpy

    header = numpy.load(path, mmap_mode='c', allow_pickle=False) if not is_tiny(path) else numpy.load(path, allow_pickle=False)
    return numpy.asarray(header)


def is_tiny(path: str) -> bool:
    """Mapping does not work for empty arrays and does not pay for small ones."""
    return os.path.getsize(path) < 65536
