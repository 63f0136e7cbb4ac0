"""Writes one value into a folder, in the first format that keeps it exactly."""

from __future__ import annotations

import os
from typing import Any, Callable

from pipewright_runner.libraries import (
    is_arrow_table,
    is_numpy_array,
    is_pandas_frame,
    is_pandas_series,
    is_polars_frame,
    is_polars_series,
    is_spark_frame,
)
from pipewright_runner.storage import arrow_tables, numpy_arrays, pandas_tables, pickles, polars_tables, spark_tables

# A writer returns False when its format cannot keep the value exactly.
Writer = Callable[[Any, str], bool]
WRITERS: list[tuple[str, str, Callable[[Any], bool], Writer]] = [
    ('parquet', 'data.parquet', is_pandas_frame, pandas_tables.write_frame),
    ('parquet', 'data.parquet', is_pandas_series, pandas_tables.write_series),
    ('parquet', 'data.parquet', is_polars_frame, polars_tables.write_frame),
    ('parquet', 'data.parquet', is_polars_series, polars_tables.write_series),
    ('parquet', 'data.parquet', is_arrow_table, arrow_tables.write_table),
    ('parquet', 'data.parquet', is_spark_frame, spark_tables.write_frame),
    ('npy', 'data.npy', is_numpy_array, numpy_arrays.write_array),
]


def store_value(value: Any, folder: str) -> tuple[str, str]:
    """Stores a value; returns its format and the name of its file."""
    os.makedirs(folder, exist_ok=True)
    for form, name, fits, write in WRITERS:
        if fits(value) and attempt(write, value, os.path.join(folder, name)):
            return form, name
    pickles.write_pickle(value, os.path.join(folder, 'data.pickle'))
    return 'pickle', 'data.pickle'


def attempt(write: Writer, value: Any, path: str) -> bool:
    """Tries one format. Whatever goes wrong in it, a pickle may still keep the value."""
    try:
        if write(value, path):
            return True
    except MemoryError:
        raise
    except Exception:
        pass
    for name in (path, path + '.restore.json'):
        if os.path.exists(name):
            os.unlink(name)
    return False


def folder_bytes(folder: str) -> int:
    """How much a stored value takes, its preview aside."""
    return sum(entry.stat().st_size for entry in os.scandir(folder) if entry.name.startswith('data.'))
