"""Columns as the next block gets them in Mage: what only holds numbers, truth values or times has the type of it; nothing is `None`.

Mage writes frames as Parquet, which knows no column of Python objects that are all whole numbers, no categories but of text, and one way
of being missing. Blocks are written for what comes back: arithmetic, `.dt`, a merge on such a column or a model would fail on the
objects, and `if name:` or `name.lower() if name else ''` on a NaN. No value is changed by it: where a type would not hold a cell exactly,
the column stays as it is.
"""

from __future__ import annotations

import datetime
import math
from typing import Any, Iterable

# Whole numbers up to here are exact as floats, which a column with gaps has to be.
EXACT_FLOAT = 2**53
# Cells that are looked at one by one before the gaps of a column are counted.
FIRST_CELLS = 32


def plain_columns(value: Any) -> Any:
    """The frame or series with plain columns: the same object where there is nothing to do. The given one is never changed."""
    import pandas

    if type(value) is pandas.Series:
        return value if is_done(value.array, value.dtype) else plain(value)
    if type(value) is not pandas.DataFrame or not hasattr(value, 'isetitem'):
        return value
    changed = {}
    for position, (array, dtype) in enumerate(zip(arrays_of(value), value.dtypes)):
        if is_done(array, dtype):
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


def arrays_of(frame: Any) -> Iterable[Any]:
    """The arrays of the columns: by a method that makes no series of each, where this pandas has it."""
    quick = getattr(frame, '_iter_column_arrays', None)
    return quick() if quick is not None else (frame.iloc[:, position].array for position in range(frame.shape[1]))


def is_done(array: Any, dtype: Any) -> bool:
    """Whether a column has its type, or is text without a gap, as nearly all of objects are: seen without a look at each cell by Python."""
    import pandas

    if isinstance(dtype, pandas.CategoricalDtype):
        return False
    if dtype.kind != 'O' or not len(array) or isinstance(dtype, pandas.api.extensions.ExtensionDtype):
        return True
    return isinstance(array[0], str) and not pandas.isna(array).any()


def plain(column: Any) -> Any:
    """The column with the type of its cells; the column itself where they have none in common, or would not all be kept."""
    import pandas

    if isinstance(column.dtype, pandas.CategoricalDtype):
        return of_categories(column)
    if column.dtype != 'object':
        return column
    if is_plain(first_cell(column)):
        try:
            made = converted(column, pandas.api.types.infer_dtype(column, skipna=True))
        except (OverflowError, TypeError, ValueError):
            made = column
        if made.dtype != 'object':
            return made
    return with_none(column)


def with_none(column: Any) -> Any:
    """The column with `None` in all of its gaps."""
    cells = column.to_numpy()
    gaps = column.isna().to_numpy()
    if all(cell is None for cell in cells[gaps]):
        return column
    cells = cells.copy()
    cells[gaps] = None
    return type(column)(cells, index=column.index, name=column.name, dtype=object)


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
