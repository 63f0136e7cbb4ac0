"""Tables as users hold them, seen as columns: DataFrames of pandas and polars, Arrow tables, arrays, dicts and lists of dicts."""

from __future__ import annotations

import hashlib
import json
import math
import sys
from typing import Any, Optional, Tuple


def loaded(name: str) -> Any:
    """The module if something imported it already: a value of it can only exist then."""
    return sys.modules.get(name)


def is_a(value: Any, module: str, *names: str) -> bool:
    found = loaded(module)
    classes = tuple(cls for cls in (getattr(found, name, None) for name in names) if isinstance(cls, type))
    return found is not None and isinstance(value, classes)


def is_pandas(value: Any) -> bool:
    return is_a(value, 'pandas', 'DataFrame')


def is_series(value: Any) -> bool:
    return is_a(value, 'pandas', 'Series') or is_a(value, 'polars', 'Series')


def is_array(value: Any) -> bool:
    return is_a(value, 'numpy', 'ndarray')


def columns_of(data: Any) -> Optional[dict[str, Any]]:
    """Columns by name, each a sequence; None where the data is no table. Columns without names are called by their number."""
    if is_pandas(data) or is_a(data, 'polars', 'DataFrame'):
        return {str(name): data[name] for name in data.columns}
    if is_a(data, 'pyarrow', 'Table'):
        return {str(name): data.column(name).to_pylist() for name in data.column_names}
    if is_series(data):
        return {str(data.name if data.name is not None else 0): data}
    if is_a(data, 'scipy.sparse', 'spmatrix', 'sparray'):
        return columns_of(data.toarray())
    if is_array(data):
        return columns_of_array(data)
    if isinstance(data, dict):
        return {str(name): values for name, values in data.items()} if all(is_column(values) for values in data.values()) else None
    if isinstance(data, (list, tuple)):
        return columns_of_rows(list(data))
    return None


def is_column(values: Any) -> bool:
    return isinstance(values, (list, tuple)) or is_array(values) or is_series(values)


def columns_of_array(data: Any) -> Optional[dict[str, Any]]:
    if data.ndim == 1:
        return {'0': data}
    return {str(number): data[:, number] for number in range(data.shape[1])} if data.ndim == 2 else None


def columns_of_rows(rows: list[Any]) -> Optional[dict[str, Any]]:
    if not rows:
        return None
    if all(isinstance(row, dict) for row in rows):
        names = list(dict.fromkeys(name for row in rows for name in row))
        return {str(name): [row.get(name) for row in rows] for name in names}
    if all(isinstance(row, (list, tuple)) for row in rows):
        width = max(len(row) for row in rows)
        return {str(number): [row[number] if number < len(row) else None for row in rows] for number in range(width)}
    return {'0': rows}


def split_target(data: Any, target: Any) -> Tuple[Any, Any, str]:
    """Features, target and the target's name. `target` names a column of the data, or is the values themselves."""
    if target is None:
        return data, None, 'target'
    if isinstance(target, str):
        return without_column(data, target), column(data, target), target
    name = getattr(target, 'name', None)
    return data, target, str(name) if isinstance(name, str) else 'target'


def column(data: Any, name: str) -> Any:
    columns = columns_of(data) or {}
    if name not in columns:
        raise ValueError(f'Expected target="{name}" to name a column of training_data; it has {", ".join(columns) or "none"}.')
    return columns[name]


def without_column(data: Any, name: str) -> Any:
    if is_pandas(data):
        return data.drop(columns=[name])
    if is_a(data, 'polars', 'DataFrame'):
        return data.drop(name)
    if isinstance(data, (list, tuple)) and all(isinstance(row, dict) for row in data):
        return [{key: value for key, value in row.items() if key != name} for row in data]
    return {key: values for key, values in (columns_of(data) or {}).items() if key != name}


def head(data: Any, count: int) -> Any:
    """The first rows, in the form the data has."""
    if is_pandas(data) or is_a(data, 'polars', 'DataFrame') or is_series(data):
        return data.head(count)
    if isinstance(data, dict) and columns_of(data) is not None:
        return {name: values[:count] for name, values in data.items()}
    return data[:count] if is_array(data) or isinstance(data, (list, tuple)) else data


def spread(data: Any, most: int) -> Any:
    """At most so many rows, spread evenly over the data: enough to know it by, however long it is."""
    rows = row_count(data)
    if rows is None or rows <= most:
        return data
    step = math.ceil(rows / most)
    if is_pandas(data) or is_a(data, 'pandas', 'Series'):
        return data.iloc[::step]
    if isinstance(data, dict):
        return {name: values[::step] for name, values in data.items()}
    return data[::step]


def row_count(data: Any) -> Optional[int]:
    columns = columns_of(data)
    if not columns:
        return None
    return len(next(iter(columns.values())))


def fingerprint(*parts: Any) -> str:
    """`sha256:…` over the values, names and types of tables: equal data, equal fingerprint, in any process."""
    digest = hashlib.sha256()
    for part in parts:
        add_table(digest, part)
    return f'sha256:{digest.hexdigest()}'


def add_table(digest: Any, data: Any) -> None:
    if is_pandas(data) or is_a(data, 'pandas', 'Series'):
        from pandas.util import hash_pandas_object

        kinds = [str(kind) for kind in data.dtypes] if is_pandas(data) else [str(data.dtype)]
        names = [str(name) for name in data.columns] if is_pandas(data) else [str(data.name)]
        digest.update(json.dumps(['pandas', names, kinds, len(data)]).encode())
        digest.update(hash_pandas_object(data, index=False).to_numpy().tobytes())
    elif is_array(data) and data.dtype != object:
        digest.update(json.dumps(['numpy', str(data.dtype), list(data.shape)]).encode())
        digest.update(data.tobytes())
    else:
        for name, values in (columns_of(data) or {'': [data]}).items():
            listed = values.to_list() if hasattr(values, 'to_list') else list(values)
            digest.update(json.dumps([name, listed], default=repr).encode())
