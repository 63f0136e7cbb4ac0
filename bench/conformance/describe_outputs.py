"""Describes stored outputs as the recorded results do: type, shape, columns, dtypes, index, and a hash of the content.

Reads from stdin `{"directories": {name: block run directory}, "replace": [[ours, theirs]]}`, writes `{name: {output: description}}`.
"""

from __future__ import annotations

import datetime
import hashlib
import json
import re
import sys
from typing import Any, Optional

from pipewright_runner.storage.load import load_output, read_outputs

REPLACE: list[tuple[str, str]] = []
LONGEST_VALUE = 8000


def sha(data: Any) -> str:
    return hashlib.sha256(data if isinstance(data, bytes) else data.encode()).hexdigest()


def as_recorded(text: str) -> str:
    """A text with the folders of the recording process in place of ours."""
    for ours, theirs in REPLACE:
        text = text.replace(ours, theirs)
    return text


def plain(value: Any) -> Any:
    """A copy that JSON can hold; TypeError where there is none."""
    if isinstance(value, str):
        return '0x…' if re.fullmatch(r'0x[0-9a-f]{6,}', value) else as_recorded(value)
    if value is None or isinstance(value, (bool, int, float)):
        return value
    if type(value).__module__ == 'numpy' and hasattr(value, 'item') and not hasattr(value, '__len__'):
        return value.item()
    if isinstance(value, (datetime.date, datetime.datetime)):
        return value.isoformat()
    if isinstance(value, dict):
        return {str(key): plain(part) for key, part in value.items()}
    if isinstance(value, (list, tuple)):
        return [plain(part) for part in value]
    if isinstance(value, (set, frozenset)):
        return sorted((plain(part) for part in value), key=str)
    raise TypeError(type(value))


def frame_hash(frame: Any) -> str:
    """SHA-256 over the row hashes of pandas; cells it cannot hash go in as their repr."""
    import pandas

    rows = frame.reset_index(drop=True)
    try:
        return sha(pandas.util.hash_pandas_object(rows).values.tobytes())
    except Exception:
        copy = rows.copy()
        for position in range(copy.shape[1]):
            if copy.dtypes.iloc[position] == object:
                cells = copy.iloc[:, position].map(lambda cell: repr(cell.tolist()) if hasattr(cell, 'tolist') else repr(cell))
                copy.isetitem(position, cells)
        return sha(pandas.util.hash_pandas_object(copy).values.tobytes())


def describe_pandas(value: Any) -> Optional[dict[str, Any]]:
    import pandas

    if isinstance(value, pandas.DataFrame):
        return {
            'shape': list(value.shape),
            'columns': [str(column) for column in value.columns],
            'dtypes': [str(dtype) for dtype in value.dtypes],
            'index': type(value.index).__name__,
            'head': as_recorded(value.head(2).to_string()[:300]),
            'hash': frame_hash(value),
        }
    if isinstance(value, pandas.Series):
        return {
            'shape': list(value.shape),
            'dtype': str(value.dtype),
            'name': None if value.name is None else str(value.name),
            'index': type(value.index).__name__,
            'hash': frame_hash(value.reset_index(drop=True).to_frame('v')),
        }
    return None


def describe_numpy(value: Any) -> Optional[dict[str, Any]]:
    import numpy

    if not isinstance(value, numpy.ndarray):
        return None
    content = repr(value.tolist()) if value.dtype == object else numpy.ascontiguousarray(value).tobytes()
    return {'shape': list(value.shape), 'dtype': str(value.dtype), 'hash': sha(content)}


def describe_sparse(value: Any) -> dict[str, Any]:
    rows = value.tocsr()
    rows.sort_indices()
    content = rows.indptr.astype('int64').tobytes() + rows.indices.astype('int64').tobytes() + rows.data.tobytes()
    return {'shape': list(value.shape), 'dtype': str(value.dtype), 'nnz': int(value.nnz), 'hash': sha(content)}


def describe_polars(value: Any) -> dict[str, Any]:
    import polars

    if isinstance(value, polars.Series):
        return {'shape': [len(value)], 'dtype': str(value.dtype), 'name': value.name, 'hash': sha(repr(value.to_list()))}
    if not isinstance(value, polars.DataFrame):
        return {}
    return {
        'shape': list(value.shape),
        'columns': value.columns,
        'dtypes': [str(dtype) for dtype in value.dtypes],
        'hash': sha(repr(value.rows())),
    }


def describe_library_value(value: Any) -> Optional[dict[str, Any]]:
    """Values of the libraries that are described by their own facts."""
    library = type(value).__module__.split('.', maxsplit=1)[0]
    if library in ('pandas', 'geopandas'):
        return describe_pandas(value)
    if library == 'numpy':
        return describe_numpy(value)
    if type(value).__module__.startswith('scipy.sparse'):
        return describe_sparse(value)
    if library == 'polars':
        return describe_polars(value)
    if hasattr(value, 'get_params') and 'sklearn' in sys.modules:
        return {'params': {key: repr(part)[:200] for key, part in value.get_params(deep=False).items()}}
    return {} if library == 'xgboost' else None


def describe_plain(value: Any) -> Optional[dict[str, Any]]:
    try:
        copy = plain(value)
    except TypeError:
        return None
    text = json.dumps(copy, sort_keys=True)
    described: dict[str, Any] = {'sha256_json': sha(text)}
    if len(text) <= LONGEST_VALUE:
        # NaN is no JSON: such a value is shown as text.
        described['value'] = text if re.search(r'NaN|Infinity', text) else copy
    if hasattr(value, '__len__') and not isinstance(value, str):
        described['len'] = len(value)
    return described


def describe_other(value: Any, depth: int) -> dict[str, Any]:
    if isinstance(value, (list, tuple)) and depth < 3:
        return {'len': len(value), 'items': [describe(part, depth + 1) for part in value[:20]]}
    if isinstance(value, dict) and depth < 3:
        return {'len': len(value), 'entries': {str(key): describe(part, depth + 1) for key, part in list(value.items())[:40]}}
    text = repr(value)
    return {'repr': as_recorded(text)} if ' at 0x' not in text and len(text) < 500 else {}


def describe(value: Any, depth: int = 0) -> dict[str, Any]:
    """One value in the words of the recorded results."""
    cls = type(value)
    name = cls.__qualname__ if cls.__module__ == 'builtins' else f'{cls.__module__}.{cls.__qualname__}'
    for way in (describe_library_value, describe_plain):
        facts = way(value)
        if facts is not None:
            return {'type': name, **facts}
    return {'type': name, **describe_other(value, depth)}


def described_output(directory: str, output: dict[str, Any]) -> dict[str, Any]:
    try:
        return describe(load_output(directory, output))
    except Exception as error:
        return {'type': output['pythonType'], 'describe_error': f'{type(error).__name__}: {error}'}


def main() -> None:
    asked = json.load(sys.stdin)
    REPLACE.extend((ours, theirs) for ours, theirs in asked['replace'])
    described = {
        name: {output['name']: described_output(directory, output) for output in read_outputs(directory)}
        for name, directory in asked['directories'].items()
    }
    # Libraries that were read back may print; the answer is the last line.
    print('\n' + json.dumps(described, default=repr))


main()
