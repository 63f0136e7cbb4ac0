"""Pandas frames and series as Parquet, where reading it back gives the very same frame.

What Parquet alone would change and a note can mend (NaN among texts, the frequency of a date index, the name of a
series) goes into `<file>.restore.json`. Everything is checked by reading back; what differs is left to pickle.
"""

from __future__ import annotations

import json
import os
from typing import Any, Optional

SERIES_COLUMN = 'value'
# Frames above this are checked on their first and last rows only.
CHECK_ALL_BYTES = 256 << 20
CHECK_ROWS = 50_000


def write_frame(value: Any, path: str) -> bool:
    import pandas

    if type(value) is not pandas.DataFrame:
        return False
    return write(value, path, {})


def write_series(value: Any, path: str) -> bool:
    import pandas

    if type(value) is not pandas.Series or not (value.name is None or isinstance(value.name, str)):
        return False
    return write(value.to_frame(SERIES_COLUMN), path, {'series': value.name})


def write(frame: Any, path: str, restore: dict[str, Any]) -> bool:
    """Writes a frame and says whether it comes back as it was."""
    import pyarrow
    import pyarrow.parquet

    nan_columns = columns_with_nan(frame)
    if nan_columns is None or frame.attrs or not frame.columns.is_unique:
        return False
    if nan_columns:
        restore['nanColumns'] = nan_columns
    frequency = getattr(frame.index, 'freqstr', None)
    if frequency is not None and not hasattr(frame.index, 'to_timestamp'):
        restore['indexFrequency'] = frequency
    if type(frame.columns).__name__ == 'RangeIndex':
        restore['rangeColumns'] = [frame.columns.start, frame.columns.stop, frame.columns.step]
    pyarrow.parquet.write_table(pyarrow.Table.from_pandas(frame), path)
    if restore:
        with open(path + '.restore.json', 'w', encoding='utf-8') as file:
            json.dump(restore, file)
    return comes_back(frame, read_frame(path, restore))


def columns_with_nan(frame: Any) -> Optional[list[int]]:
    """Positions of object columns whose missing values are NaN; None if a column mixes NaN with None."""
    positions = []
    for position in range(frame.shape[1]):
        column = frame.iloc[:, position]
        if column.dtype != object:
            continue
        missing = column[column.isna()]
        if not len(missing):
            continue
        kinds = set(map(type, missing))
        if kinds == {float}:
            positions.append(position)
        elif kinds != {type(None)}:
            return None
    return positions


def comes_back(frame: Any, back: Any) -> bool:
    """Whether two frames are the same to a user of them, down to the types of cells."""
    if frame.shape != back.shape or not same_index(frame.columns, back.columns):
        return False
    if list(frame.dtypes) != list(back.dtypes):
        return False
    if frame.memory_usage(index=True, deep=False).sum() > CHECK_ALL_BYTES:
        return all(same_rows(part(frame), part(back)) for part in (lambda f: f.head(CHECK_ROWS), lambda f: f.tail(CHECK_ROWS))) and type(
            frame.index
        ) is type(back.index)
    return same_rows(frame, back)


def same_rows(frame: Any, back: Any) -> bool:
    if not same_index(frame.index, back.index):
        return False
    return all(same_column(frame.iloc[:, i], back.iloc[:, i]) for i in range(frame.shape[1]))


def same_index(left: Any, right: Any) -> bool:
    if type(left) is not type(right) or left.dtype != right.dtype or list(left.names) != list(right.names):
        return False
    if left.nlevels > 1 and [level.dtype for level in left.levels] != [level.dtype for level in right.levels]:
        return False
    if getattr(left, 'freq', None) != getattr(right, 'freq', None):
        return False
    return left.equals(right) and (left.dtype != object or list(map(type, left)) == list(map(type, right)))


def same_column(left: Any, right: Any) -> bool:
    if not left.equals(right):
        return False
    return left.dtype != object or same_cells(left, right)


def same_cells(left: Any, right: Any) -> bool:
    """Cells of an object column: the same types, and inside lists and the like the same again."""
    import pandas

    kind = pandas.api.types.infer_dtype(left, skipna=True)
    if kind == 'string':
        return True
    if kind == 'mixed' or kind.startswith('mixed-'):
        return all(map(same_cell, left, right))
    return list(map(type, left)) == list(map(type, right)) and list(map(repr, left)) == list(map(repr, right))


def same_cell(left: Any, right: Any) -> bool:
    return type(left) is type(right) and repr(left) == repr(right)


def read_frame(path: str, restore: dict[str, Any]) -> Any:
    import pyarrow.parquet

    frame = pyarrow.parquet.read_table(path, memory_map=False, partitioning=None).to_pandas()
    for position in restore.get('nanColumns', ()):
        column = frame.iloc[:, position]
        name = frame.columns[position]
        frame[name] = column.where(column.notna(), float('nan'))
    if 'rangeColumns' in restore:
        import pandas

        frame.columns = pandas.RangeIndex(*restore['rangeColumns'], name=frame.columns.name)
    if 'indexFrequency' in restore:
        frame.index.freq = restore['indexFrequency']
    return frame


def read(path: str) -> Any:
    """The stored frame or series."""
    restore: dict[str, Any] = {}
    if os.path.exists(path + '.restore.json'):
        with open(path + '.restore.json', encoding='utf-8') as file:
            restore = json.load(file)
    frame = read_frame(path, restore)
    return frame[SERIES_COLUMN].rename(restore['series']) if 'series' in restore else frame
