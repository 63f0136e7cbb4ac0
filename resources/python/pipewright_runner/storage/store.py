"""Writes one value into a folder, in the fastest format that keeps it exactly."""

from __future__ import annotations

import os
import threading
from typing import Any, Callable, Optional, Protocol

from pipewright_runner.libraries import is_numpy_array, is_polars_frame, is_polars_series, is_spark_frame
from pipewright_runner.plain_files import make_folder
from pipewright_runner.storage import numpy_arrays, pickles, polars_tables, spark_tables

# Below this a thread costs more than it saves.
BEHIND_BYTES = 1 << 20


class Writing(Protocol):
    """A value that is being written."""

    @property
    def bytes_left(self) -> int:
        """About how much `finish` will write."""
        ...

    def finish(self) -> str:
        """Writes what is left; returns the SHA-256 of what is stored."""
        ...


# None where the format cannot keep the value exactly.
Begin = Callable[[Any, str], Optional[Writing]]
FORMATS: list[tuple[str, str, Callable[[Any], bool], Begin]] = [
    ('arrow', 'data.arrow', is_polars_frame, polars_tables.begin_frame),
    ('arrow', 'data.arrow', is_polars_series, polars_tables.begin_series),
    ('parquet', 'data.parquet', is_spark_frame, spark_tables.Writing),
    ('npy', 'data.npy', is_numpy_array, numpy_arrays.begin_array),
]


class Storing:
    """A value on its way to the disk. Large ones are written by a thread, since writing and hashing let go of the interpreter."""

    def __init__(self, value: Any, folder: str) -> None:
        make_folder(folder)
        self.value = value
        self.folder = folder
        self.form, self.file, self.writing = begin(value, folder)
        self.sha256: Optional[str] = None
        self.error: Optional[BaseException] = None
        self.thread: Optional[threading.Thread] = None
        if self.writing.bytes_left >= BEHIND_BYTES:
            self.write_behind()

    def write_behind(self) -> None:
        thread = threading.Thread(target=self.write, name='pipewright-output', daemon=True)
        try:
            thread.start()
            self.thread = thread
        except RuntimeError:
            # No more threads are allowed: `finish` writes.
            return

    def write(self) -> None:
        try:
            self.sha256 = self.writing.finish()
        except BaseException as error:
            self.error = error

    def finish(self) -> str:
        """Waits for the end of the writing; returns the SHA-256 of what is stored. Raises what went wrong."""
        if self.thread is not None:
            self.thread.join()
        else:
            self.write()
        if self.error is not None and self.form != 'pickle' and not isinstance(self.error, (MemoryError, OSError)):
            # Whatever a format cannot do, a pickle may still keep the value.
            self.fall_back()
        if self.error is not None:
            # What is there is torn, and takes the place of what comes next on a full disk.
            self.remove()
            raise self.error
        assert self.sha256 is not None
        return self.sha256

    def remove(self) -> None:
        for name in (self.file, self.file + '.restore.json'):
            pickles.remove(os.path.join(self.folder, name))

    def fall_back(self) -> None:
        self.remove()
        self.form, self.file, self.error = 'pickle', PICKLE, None
        self.sha256 = pickles.write_pickle(self.value, os.path.join(self.folder, PICKLE))


PICKLE = 'data.pickle'


def begin(value: Any, folder: str) -> tuple[str, str, Writing]:
    for form, name, fits, start in FORMATS:
        writing = start(value, os.path.join(folder, name)) if fits(value) else None
        if writing is not None:
            return form, name, writing
    return 'pickle', PICKLE, pickles.begin_pickle(value, os.path.join(folder, PICKLE))


def folder_bytes(folder: str) -> int:
    """How much a stored value takes, its preview aside."""
    return sum(entry.stat().st_size for entry in os.scandir(folder) if entry.name.startswith('data.'))
