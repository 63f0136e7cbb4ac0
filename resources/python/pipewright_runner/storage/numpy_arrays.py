"""Arrays as .npy, read through memory mapping."""

from __future__ import annotations

from typing import Any


def write_array(value: Any, path: str) -> bool:
    import numpy

    if type(value) is not numpy.ndarray or value.dtype.hasobject or value.dtype.metadata:
        return False
    numpy.save(path, value, allow_pickle=False)
    return True


def read_array(path: str) -> Any:
    """The array, mapped copy-on-write: large ones cost no memory until touched, and a block may change its copy."""
    import numpy

    header = numpy.load(path, mmap_mode='c', allow_pickle=False) if not is_tiny(path) else numpy.load(path, allow_pickle=False)
    return numpy.asarray(header)


def is_tiny(path: str) -> bool:
    """Mapping does not work for empty arrays and does not pay for small ones."""
    import os

    return os.path.getsize(path) < 65536
