"""Columns as the next block gets them in Mage: what only holds numbers, truth values or times has the type of it.

Mage writes frames as Parquet, which knows no column of Python objects that are all whole numbers, and no categories but of text. Blocks
are written for what comes back: arithmetic, `.dt`, a merge on such a column or a model would fail on the objects. No value is changed
by it: where a type would not hold a cell exactly, the column stays as it is.
"""

from __future__ import annotations

import datetime
import math
from typing import Any

# Whole numbers up to here are exact as floats, which a column with gaps has to be.
EXACT_FLOAT = 2**53
# Cells that are looked at one by one before the gaps of a column are counted.
FIRST_CELLS = 32


def plain_columns(value: Any) -> Any:
    """The frame or series with plain columns: the same object where there is nothing to do. The given one is never changed."""
    import pandas

    if type(value) is pandas.Series:
        return plain(value)
    if type(value) is not pandas.DataFrame or not hasattr(value, 'isetitem'):
        return value
    objects = [at for at, dtype in enumerate(value.dtypes) if dtype.kind == 'O']
    # Nearly all columns of objects hold text, which the first row shows.
    first = value.iloc[:1].to_numpy(dtype=object)[0] if objects and len(value) else None
    changed = {}
    for position in objects if first is not None else ():
        if isinstance(first[position], str) and value.dtypes.iloc[position] != 'category':
            continue
        column = value.iloc[:, position]
        made = plain(column)
        if made is not column:
            changed[position] = made
    if not changed:
        return value
    frame = value.copy(deep=False)
    for position, column in changed.items():
        frame.isetitem(position, column)
    return frame


def plain(column: Any) -> Any:
    """The column with the type of its cells; the column itself where they have none in common, or would not all be kept."""
    import pandas

    if isinstance(column.dtype, pandas.CategoricalDtype):
        return of_categories(column)
    if column.dtype.kind != 'O' or not is_plain(first_cell(column)):
        return column
    try:
        return converted(column, pandas.api.types.infer_dtype(column, skipna=True))
    except (OverflowError, TypeError, ValueError):
        return column


def of_categories(column: Any) -> Any:
    dtype = column.dtype.categories.dtype
    kind = getattr(dtype, 'kind', 'O')
    if kind not in 'iufbM' or (kind == 'b' and column.hasnans):
        return column
    return column.astype('float64' if kind in 'iu' and column.hasnans else dtype)


def first_cell(column: Any) -> Any:
    """The first cell that is there; None where none is. Nearly all columns of objects hold text: that is seen at once."""
    for cell in column.to_numpy()[:FIRST_CELLS]:
        if is_plain(cell) or isinstance(cell, str):
            return cell
    present = column[column.notna()]
    return present.iloc[0] if len(present) else None


def is_plain(cell: Any) -> bool:
    """Whether a cell is a number, a truth value or a time. NaN and NaT are: the rest of the column decides."""
    if isinstance(cell, (int, float, datetime.datetime, datetime.timedelta)):
        return not math.isnan(cell) if isinstance(cell, float) else str(cell) != 'NaT'
    return type(cell).__module__ == 'numpy' and getattr(cell, 'ndim', 1) == 0


def converted(column: Any, kind: str) -> Any:
    """The column, of which all cells that are there are of one kind, by the names of pandas."""
    if kind == 'boolean' and not column.hasnans:
        return column.astype('bool')
    if kind == 'integer' and not column.hasnans:
        return column.astype('int64')
    if kind in ('integer', 'floating', 'mixed-integer-float'):
        is_exact = all(not isinstance(cell, int) or -EXACT_FLOAT <= cell <= EXACT_FLOAT for cell in column)
        return column.astype('float64') if is_exact else column
    if kind in ('datetime', 'datetime64', 'timedelta', 'timedelta64'):
        return times(column)
    return column


def times(column: Any) -> Any:
    """In microseconds, as Mage's come back, or in nanoseconds where there are some; times of several zones stay as they are."""
    made = column.infer_objects()
    if made.dtype.kind == 'O':
        # Nanoseconds only reach from 1677 to 2262.
        is_naive = all(getattr(cell, 'tzinfo', None) is None for cell in column.dropna())
        return column.astype('datetime64[us]') if is_naive else column
    if not hasattr(made.dt, 'as_unit'):
        return made
    coarse = made.dt.as_unit('us')
    return coarse if (coarse.dropna() == made.dropna()).all() else made
