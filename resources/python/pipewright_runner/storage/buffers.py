"""Pickles whose large buffers (arrays, columns) lie behind them in the same file, where a reader maps them instead of copying.

The file: a pickle of protocol 5 that refers to out-of-band buffers; the buffers, each at a multiple of ALIGNMENT; an index of them as
JSON; eight bytes with the length of the index; MAGIC. A file without large buffers is a plain pickle, which ends with a dot instead.
"""

from __future__ import annotations

import json
import mmap
import os
import pickle
from typing import Any, Callable

from pipewright_runner.storage.hashed_file import HashedFile

MAGIC = b'\x00PWBUF1\n'
TAIL = 8 + len(MAGIC)
# What vector units and Arrow want at most.
ALIGNMENT = 64
# Smaller buffers are kept inside the pickle: mapping does not pay for them.
LARGE = 16384

# Dumps a value to a file, handing large buffers to a callback: a pickler with its settings.
Dump = Callable[[Any, Callable[[pickle.PickleBuffer], bool]], None]


class Writing:
    """A pickle that is written, and the buffers that are still to be written behind it."""

    def __init__(self, path: str, dump: Dump) -> None:
        self.buffers: list[memoryview] = []
        self.file = HashedFile(path)
        try:
            dump(self.file, self.take)
        except BaseException:
            self.file.close()
            raise

    def take(self, buffer: pickle.PickleBuffer) -> bool:
        """Called for each buffer; true keeps it inside the pickle."""
        view = buffer.raw()
        if view.nbytes < LARGE:
            return True
        self.buffers.append(view)
        return False

    @property
    def bytes_left(self) -> int:
        return sum(view.nbytes for view in self.buffers)

    def finish(self) -> str:
        """Writes what is left; returns the SHA-256 of the file."""
        try:
            if self.buffers:
                self.write_buffers()
        except BaseException:
            self.file.close()
            raise
        return self.file.close()

    def write_buffers(self) -> None:
        places = []
        for view in self.buffers:
            self.file.align(ALIGNMENT)
            places.append([self.file.size, view.nbytes])
            self.file.write(view)
        index = json.dumps({'buffers': places}).encode()
        self.file.write(index)
        self.file.write(len(index).to_bytes(8, 'little') + MAGIC)


def read(path: str) -> Any:
    """The value. Its large buffers are mapped copy-on-write: they cost no memory until touched, and a change stays in this process."""
    with open(path, 'rb') as file:
        places = read_index(file)
        if not places:
            file.seek(0)
            return pickle.load(file)
        whole = memoryview(mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_COPY))
    return pickle.loads(whole, buffers=[whole[start : start + size] for start, size in places])


def read_index(file: Any) -> list[list[int]]:
    """Where the buffers are; none in a plain pickle."""
    size = os.fstat(file.fileno()).st_size
    if size < TAIL:
        return []
    file.seek(size - TAIL)
    tail = file.read(TAIL)
    if tail[8:] != MAGIC:
        return []
    length = int.from_bytes(tail[:8], 'little')
    file.seek(size - TAIL - length)
    return json.loads(file.read(length))['buffers']
