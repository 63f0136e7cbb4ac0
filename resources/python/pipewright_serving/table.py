"""Rows as a model takes them: a DataFrame where pandas is there, an array or plain lists where it is not."""

from __future__ import annotations

import base64
import datetime
import importlib.util
from typing import Any, Callable, Optional

# MLflow's column types -> what pandas and numpy call them.
DTYPES = {'double': 'float64', 'float': 'float32', 'long': 'int64', 'integer': 'int32', 'boolean': 'bool'}
NUMBERS = frozenset(('double', 'float', 'long', 'integer', 'boolean'))


def has(module: str) -> bool:
    try:
        return importlib.util.find_spec(module) is not None
    except (ImportError, ValueError):
        return False


class Schema:
    """Types of the columns, by name; empty where the model has no signature."""

    def __init__(self, fields: list[dict[str, Any]]) -> None:
        self.types: dict[str, str] = {field['name']: field['type'] for field in fields if field.get('name')}
        self.tensor: Optional[str] = None
        if len(fields) == 1 and fields[0].get('type') == 'tensor':
            self.tensor = fields[0].get('tensor-spec', {}).get('dtype')


def converted(values: list[Any], kind: Optional[str]) -> list[Any]:
    """Cells that JSON has no type for."""
    if kind == 'datetime':
        return [None if value is None else parse_time(value) for value in values]
    if kind == 'binary':
        return [None if value is None else base64.b64decode(value) for value in values]
    return values


def parse_time(value: Any) -> Any:
    if isinstance(value, (int, float)):
        return datetime.datetime.fromtimestamp(value / 1000, datetime.timezone.utc).replace(tzinfo=None)
    text = value[:-1] + '+00:00' if value.endswith('Z') else value
    return datetime.datetime.fromisoformat(text)


def column(values: list[Any], kind: Optional[str]) -> Any:
    """A column as numpy or pandas hold it, in the type the model was trained with."""
    import numpy

    dtype = DTYPES.get(kind or '')
    if dtype is None:
        return converted(values, kind)
    if None in values and dtype not in ('float64', 'float32'):
        return values
    return numpy.array(values, dtype=dtype)


def as_frame(names: list[str], data: list[list[Any]], schema: Schema) -> Any:
    import pandas

    types = schema.types
    return pandas.DataFrame({name: column(values, types.get(name)) for name, values in zip(names, data)}, copy=False)


def as_matrix(names: list[str], data: list[list[Any]], schema: Schema) -> Any:
    """Numbers only, one row per row; for models that know no names of columns."""
    import numpy

    matrix = numpy.empty((len(data[0]) if data else 0, len(data)), dtype='float64')
    for index, values in enumerate(data):
        matrix[:, index] = values
    return matrix


def as_dicts(names: list[str], data: list[list[Any]], schema: Schema) -> list[dict[str, Any]]:
    cells = [converted(values, schema.types.get(name)) for name, values in zip(names, data)]
    return [dict(zip(names, row)) for row in zip(*cells)]


def as_lists(names: list[str], data: list[list[Any]], schema: Schema) -> list[list[Any]]:
    cells = [converted(values, schema.types.get(name)) for name, values in zip(names, data)]
    return [list(row) for row in zip(*cells)]


Build = Callable[[list[str], list[list[Any]], Schema], Any]


def as_array(data: Any, dtype: Optional[str]) -> Any:
    """Nested lists as the model was told it would get: an array where numpy is there."""
    if not has('numpy'):
        return data
    import numpy

    if isinstance(data, dict):
        return {name: as_array(item, None) for name, item in data.items()}
    return numpy.array(data) if dtype is None else numpy.array(data, dtype=dtype)
