"""What a model takes and gives, in MLflow's own JSON (`mlflow.types.Schema`)."""

from __future__ import annotations

import datetime
import math
from typing import Any, Optional

from pipewright.data import columns_of, head, is_a, is_array, is_pandas, is_series

# numpy's kind and size in bytes -> MLflow's type, as mlflow.types.utils maps them.
KINDS = {
    ('b', 1): 'boolean',
    ('i', 1): 'integer',
    ('i', 2): 'integer',
    ('i', 4): 'integer',
    ('i', 8): 'long',
    ('u', 1): 'integer',
    ('u', 2): 'integer',
    ('u', 4): 'long',
    ('f', 2): 'float',
    ('f', 4): 'float',
    ('f', 8): 'double',
}
# Rows that the model is asked about, to see what it gives.
MOST_ASKED = 100


def infer_signature(model: Any, example: Any) -> Optional[dict[str, Any]]:
    """Inputs from an example or the training data, outputs from what the model says to it; None where it is no table."""
    inputs = fields_of(example)
    if inputs is None:
        return None
    return {'inputs': inputs, 'outputs': outputs_of(model, example)}


def outputs_of(model: Any, example: Any) -> Optional[list[dict[str, Any]]]:
    predict = getattr(model, 'predict', None)
    if not callable(predict):
        return None
    try:
        return fields_of(predict(head(example, MOST_ASKED)))
    except Exception:
        return None


def fields_of(data: Any) -> Optional[list[dict[str, Any]]]:
    """Columns with their types, or one tensor for an array."""
    if is_array(data) and data.dtype != object:
        return [{'type': 'tensor', 'tensor-spec': {'dtype': tensor_type(data), 'shape': [-1, *data.shape[1:]]}}]
    columns = columns_of(data)
    if not columns:
        return None
    named = is_pandas(data) or is_a(data, 'polars', 'DataFrame') or isinstance(data, dict) or is_a(data, 'pyarrow', 'Table')
    rows_of_dicts = isinstance(data, (list, tuple)) and any(isinstance(row, dict) for row in data)
    fields = [field_of(values, name if named or rows_of_dicts else None) for name, values in columns.items()]
    return None if any(field is None for field in fields) else [field for field in fields if field is not None]


def tensor_type(data: Any) -> str:
    return 'str' if data.dtype.kind in 'US' else data.dtype.name


def field_of(values: Any, name: Optional[str]) -> Optional[dict[str, Any]]:
    kind = type_of(values)
    if kind is None:
        return None
    own = {} if name is None else {'name': name}
    return {'type': kind, **own, 'required': not has_missing(values)}


def type_of(values: Any) -> Optional[str]:
    dtype = getattr(values, 'dtype', None)
    numpy_dtype = getattr(dtype, 'numpy_dtype', dtype)
    kind = getattr(numpy_dtype, 'kind', None)
    if kind == 'M' or type(dtype).__name__ in ('DatetimeTZDtype', 'Datetime', 'Date'):
        return 'datetime'
    if (kind, getattr(numpy_dtype, 'itemsize', None)) in KINDS:
        return KINDS[kind, numpy_dtype.itemsize]
    if type(dtype).__name__ == 'CategoricalDtype':
        return type_of(dtype.categories)
    return type_of_values(list(values.to_list() if hasattr(values, 'to_list') else values))


def type_of_values(values: list[Any]) -> Optional[str]:
    """The one type all values have that are not missing."""
    kinds = {type_of_value(value) for value in values if not is_nothing(value)}
    if not kinds:
        return 'string'
    if kinds <= {'long', 'double'}:
        return 'double' if 'double' in kinds else 'long'
    return kinds.pop() if len(kinds) == 1 else None


def type_of_value(value: Any) -> Optional[str]:
    for types, kind in (
        (bool, 'boolean'),
        (int, 'long'),
        (float, 'double'),
        (str, 'string'),
        ((bytes, bytearray), 'binary'),
        ((datetime.datetime, datetime.date), 'datetime'),
    ):
        if isinstance(value, types):
            return kind
    dtype = getattr(value, 'dtype', None)
    return KINDS.get((dtype.kind, dtype.itemsize)) if dtype is not None and getattr(value, 'ndim', 1) == 0 else None


def is_nothing(value: Any) -> bool:
    return value is None or (isinstance(value, float) and math.isnan(value)) or type(value).__name__ in ('NAType', 'NaTType')


def has_missing(values: Any) -> bool:
    if hasattr(values, 'isna'):
        return bool(values.isna().any())
    if is_series(values):
        return values.null_count() > 0
    return any(is_nothing(value) for value in (values.tolist() if hasattr(values, 'tolist') else values))
