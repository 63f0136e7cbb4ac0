"""Arrow tables as Parquet."""

from __future__ import annotations

from typing import Any


def write_table(value: Any, path: str) -> bool:
    import pyarrow
    import pyarrow.parquet

    if type(value) is not pyarrow.Table:
        return False
    pyarrow.parquet.write_table(value, path)
    back = read(path)
    return back.schema.equals(value.schema, check_metadata=True) and same_data(back, value)


def same_data(back: Any, value: Any) -> bool:
    """Equal cells. Columns of floats are compared as bytes of their nulls-and-NaN-aware kind: NaN equals NaN here."""
    import pyarrow.compute

    for left, right in zip(back.columns, value.columns):
        if left.equals(right):
            continue
        if str(left.type) not in ('float', 'double', 'halffloat'):
            return False
        nan_left, nan_right = (pyarrow.compute.fill_null(pyarrow.compute.is_nan(side), False) for side in (left, right))
        if not nan_left.equals(nan_right):
            return False
        filled = [pyarrow.compute.if_else(nan, None, side) for nan, side in ((nan_left, left), (nan_right, right))]
        if not filled[0].equals(filled[1]) or left.null_count != right.null_count:
            return False
    return True


def read(path: str) -> Any:
    import pyarrow.parquet

    return pyarrow.parquet.read_table(path, memory_map=False)
