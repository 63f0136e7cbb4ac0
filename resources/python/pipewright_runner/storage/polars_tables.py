"""Polars frames and series as uncompressed Arrow files, polars' own memory as it is. Older runs have them as Parquet."""

from __future__ import annotations

import importlib.util
import json
import os
from typing import Any, Optional

from pipewright_runner.storage.hashed_file import HashedFile

SERIES_COLUMN = 'value'
# From here on it pays to load pyarrow, which maps the file.
MAPPED_BYTES = 16 << 20


def begin_frame(value: Any, path: str) -> Optional[Writing]:
    import polars

    if type(value) is not polars.DataFrame or not value.width or polars.Object in value.dtypes:
        return None
    return Writing(value, path, {})


def begin_series(value: Any, path: str) -> Optional[Writing]:
    import polars

    if type(value) is not polars.Series or value.dtype == polars.Object:
        return None
    return Writing(value.alias(SERIES_COLUMN).to_frame(), path, {'series': value.name})


class Writing:
    """A frame that is to be written: `finish` does all of it."""

    def __init__(self, frame: Any, path: str, restore: dict[str, Any]) -> None:
        self.frame = frame
        self.path = path
        self.restore = {**restore, **({'sorted': order} if (order := sorted_columns(frame)) else {})}

    @property
    def bytes_left(self) -> int:
        return self.frame.estimated_size()

    def finish(self) -> str:
        """Writes the frame; returns the SHA-256 of the file and of what stands beside it."""
        file = HashedFile(self.path)
        try:
            self.frame.write_ipc(Sink(file), compression='uncompressed')
            if self.restore:
                note = json.dumps(self.restore).encode()
                with open(self.path + '.restore.json', 'wb') as beside:
                    beside.write(note)
                file.hasher.update(note)
        except BaseException:
            file.close()
            raise
        digest = file.close()
        if not has_types_of(self.path, self.frame):
            raise TypeError('this version of polars writes other types than it was given')
        return digest


def has_types_of(path: str, frame: Any) -> bool:
    import polars

    return list(polars.read_ipc_schema(path).items()) == list(frame.schema.items())


class Sink:
    """What polars writes to. It may use its memory again, while HashedFile wants bytes that stay."""

    def __init__(self, file: HashedFile) -> None:
        self.file = file

    def write(self, data: Any) -> int:
        return self.file.write(bytes(data))

    def flush(self) -> None:
        return


def sorted_columns(frame: Any) -> dict[str, bool]:
    """Columns polars knows to be sorted, and whether downwards: the file does not say it."""
    found = {}
    for name, flags in frame.flags.items():
        if flags.get('SORTED_ASC') or flags.get('SORTED_DESC'):
            found[name] = bool(flags.get('SORTED_DESC'))
    return found


def read_arrow(path: str) -> Any:
    """The stored frame or series."""
    import polars

    frame = read_mapped(path)
    if frame is None:
        frame = polars.read_ipc(path)
        if not has_types_of(path, frame):
            # Some versions take an empty Enum for a Categorical.
            frame = frame.cast(dict(polars.read_ipc_schema(path)))
    restore: dict[str, Any] = {}
    if os.path.exists(path + '.restore.json'):
        with open(path + '.restore.json', encoding='utf-8') as file:
            restore = json.load(file)
    order = restore.get('sorted') or {}
    if order:
        frame = frame.with_columns([polars.col(name).set_sorted(descending=down) for name, down in order.items()])
    return frame[SERIES_COLUMN].alias(restore['series']) if 'series' in restore else frame


def read_mapped(path: str) -> Any:
    """The frame over the mapped file, which costs no memory until touched; None where that gives not the very same types."""
    if os.path.getsize(path) < MAPPED_BYTES or importlib.util.find_spec('pyarrow') is None:
        return None
    import polars
    import pyarrow

    try:
        frame = polars.from_arrow(pyarrow.ipc.open_file(pyarrow.memory_map(path)).read_all())
        return frame if has_types_of(path, frame) else None
    except Exception:
        return None


def read_parquet(path: str) -> Any:
    """As runs before stored them."""
    import polars

    frame = polars.read_parquet(path)
    if os.path.exists(path + '.restore.json'):
        with open(path + '.restore.json', encoding='utf-8') as file:
            return frame[SERIES_COLUMN].alias(json.load(file)['series'])
    return frame
