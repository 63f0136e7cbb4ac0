"""Statistics of columns, cheap and bounded: what would take long stays unknown."""

from __future__ import annotations

import math
from typing import Any, Callable, Optional

from pipewright_runner.preview.plain import statistic

Statistics = dict
NONE: dict[str, Any] = {'nulls': None, 'distinct': None, 'min': None, 'max': None, 'mean': None}
MANY_ROWS = 2_000_000
DISTINCT_ROWS = 200_000
PART_ROWS = 32_768


def safely(compute: Callable[[int], dict[str, Any]], position: int) -> dict[str, Any]:
    """No statistic is worth a failed block."""
    try:
        return compute(position)
    except Exception:
        return dict(NONE)


def of_pandas(column: Any) -> dict[str, Any]:
    import pandas

    result = dict(NONE)
    if len(column) > MANY_ROWS:
        return result
    quick = of_numbers(column.to_numpy()) if is_plain_numbers(column) else None
    if quick is not None:
        return {**result, **quick, 'distinct': int(column.nunique()) if len(column) <= DISTINCT_ROWS else None}
    result['nulls'] = int(column.isna().sum())
    if len(column) <= DISTINCT_ROWS:
        try:
            result['distinct'] = int(column.nunique())
        except TypeError:
            return result
    types = pandas.api.types
    if types.is_bool_dtype(column.dtype) or isinstance(column.dtype, pandas.CategoricalDtype):
        return result
    if types.is_numeric_dtype(column.dtype):
        result.update(min=statistic(column.min()), max=statistic(column.max()), mean=statistic(column.mean()))
    elif types.is_datetime64_any_dtype(column.dtype) or types.is_timedelta64_dtype(column.dtype):
        result.update(min=statistic(column.min()), max=statistic(column.max()))
    elif len(column) <= DISTINCT_ROWS and types.infer_dtype(column, skipna=True) == 'string':
        present = column.dropna()
        result.update(min=statistic(present.min()), max=statistic(present.max()))
    return result


def is_plain_numbers(column: Any) -> bool:
    import numpy

    return isinstance(column.dtype, numpy.dtype) and column.dtype.kind in 'iuf' and len(column) > 0


def of_numbers(values: Any) -> Optional[dict[str, Any]]:
    """The statistics of numbers none of which is missing; None where one is. In parts that stay in the processor's cache."""
    parts = [values[start : start + PART_ROWS] for start in range(0, len(values), PART_ROWS)]
    ends = [(part.min(), part.max(), part.sum(dtype='float64')) for part in parts]
    mean = float(sum(total for _, _, total in ends)) / len(values)
    if math.isnan(mean):
        return None
    lowest, highest = min(low for low, _, _ in ends), max(high for _, high, _ in ends)
    return {'nulls': 0, 'min': statistic(lowest), 'max': statistic(highest), 'mean': statistic(mean)}


def of_polars(column: Any) -> dict[str, Any]:
    result = dict(NONE)
    result['nulls'] = int(column.null_count())
    if len(column) <= DISTINCT_ROWS:
        result['distinct'] = int(column.drop_nulls().n_unique())
    if column.dtype.is_numeric():
        result.update(min=statistic(column.min()), max=statistic(column.max()), mean=statistic(column.mean()))
    elif column.dtype.is_temporal() or str(column.dtype) == 'String':
        result.update(min=statistic(column.min()), max=statistic(column.max()))
    return result


def of_arrow(column: Any) -> dict[str, Any]:
    import pyarrow
    import pyarrow.compute

    result = dict(NONE)
    result['nulls'] = int(column.null_count)
    if len(column) <= DISTINCT_ROWS:
        result['distinct'] = int(pyarrow.compute.count_distinct(column).as_py())
    kind = column.type
    if pyarrow.types.is_integer(kind) or pyarrow.types.is_floating(kind) or pyarrow.types.is_temporal(kind):
        ends = pyarrow.compute.min_max(column).as_py()
        result.update(min=statistic(ends['min']), max=statistic(ends['max']))
    if pyarrow.types.is_integer(kind) or pyarrow.types.is_floating(kind):
        result['mean'] = statistic(pyarrow.compute.mean(column).as_py())
    return result


def of_list(values: list[Any]) -> dict[str, Any]:
    result = dict(NONE)
    if len(values) > DISTINCT_ROWS:
        return result
    present = [v for v in values if v is not None and not (isinstance(v, float) and math.isnan(v))]
    result['nulls'] = len(values) - len(present)
    result['distinct'] = len(set(present))
    kind = common_type(present)
    if kind in ('int', 'float'):
        result.update(min=statistic(min(present)), max=statistic(max(present)), mean=statistic(sum(present) / len(present)))
    elif kind == 'str':
        result.update(min=statistic(min(present)), max=statistic(max(present)))
    return result


def common_type(values: list[Any]) -> str:
    """The type all present values share; int and float are float, anything else is mixed."""
    kinds = {type(value).__name__ for value in values if value is not None}
    if not kinds:
        return 'none'
    if len(kinds) == 1:
        return kinds.pop()
    return 'float' if kinds == {'int', 'float'} else 'mixed'
