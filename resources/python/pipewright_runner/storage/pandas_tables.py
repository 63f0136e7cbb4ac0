"""Pandas frames and series as runs before stored them: as Parquet, with a note beside it of what Parquet cannot say."""

from __future__ import annotations

import json
import os
from typing import Any

SERIES_COLUMN = 'value'


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
