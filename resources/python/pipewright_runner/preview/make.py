"""Chooses how a value is shown, and writes preview.json."""

from __future__ import annotations

import json
import os
from typing import Any, Optional

from pipewright_runner.libraries import instance, is_numpy_array, is_numpy_scalar, type_name
from pipewright_runner.plain_files import write_bytes
from pipewright_runner.preview.pictures import notebook_page, picture_preview
from pipewright_runner.preview.plain import TEXT_CHARACTERS, cell, grouped, number_of_float, safe_repr, safe_str, shorten
from pipewright_runner.preview.tables import as_table, table_preview

PREVIEW_BYTES = 1_000_000
ENCODER = json.JSONEncoder(allow_nan=False, ensure_ascii=False)
ATTRIBUTES = 60


class Shown:
    """How a value is shown: its preview, and what the canvas says about it."""

    def __init__(self, preview: dict[str, Any], summary: str, shape: Optional[list[int]] = None) -> None:
        self.preview = preview
        self.summary = summary
        self.shape = shape


def show(value: Any, folder: str) -> Shown:
    """The preview of a value. A value that cannot be looked at is shown by its type alone."""
    try:
        return choose(value, folder)
    except MemoryError:
        raise
    except Exception as error:
        text = f'No preview: {type(error).__name__}: {safe_str(error)[:200]}'
        return Shown({'kind': 'object', 'className': type_name(value), 'text': text, 'attributes': []}, type(value).__name__)


def choose(value: Any, folder: str) -> Shown:
    if value is None:
        return Shown({'kind': 'none'}, 'None')
    if isinstance(value, (bool, int, float, complex)) or is_numpy_scalar(value) or type_name(value) == 'decimal.Decimal':
        return number(value)
    picture = picture_preview(value, folder)
    if picture is not None:
        return Shown(picture, picture_summary(picture))
    if isinstance(value, str):
        return text(value)
    table = as_table(value)
    if table is not None:
        preview = table_preview(table)
        rows, columns = table.total, len(table.columns)
        return Shown(preview, f'{grouped(rows)} × {grouped(columns)}', [rows, columns])
    if is_numpy_array(value) or is_tensor(value):
        return array(value)
    if isinstance(value, (dict, list, tuple, set, frozenset)):
        return structure(value)
    if is_model(value):
        return described(value, 'model')
    page = notebook_page(value, folder)
    if page is not None:
        return Shown(page, picture_summary(page))
    return described(value, 'object')


def number(value: Any) -> Shown:
    plain = cell(value) if not isinstance(value, (complex,)) else None
    if isinstance(value, float):
        plain = number_of_float(value)
    words = f'{value:.6g}' if isinstance(value, float) else safe_str(value)
    return Shown(
        {'kind': 'number', 'value': plain if isinstance(plain, (int, float)) else None, 'text': safe_str(value)}, shorten(words, 40)
    )


def text(value: str) -> Shown:
    one_line = ' '.join(value[:80].split())
    summary = shorten(one_line, 32) if value else 'empty text'
    return Shown({'kind': 'text', 'text': value[:TEXT_CHARACTERS], 'truncated': len(value) > TEXT_CHARACTERS}, summary)


def picture_summary(picture: dict[str, Any]) -> str:
    if picture['kind'] == 'html':
        return 'HTML'
    return f'{picture["width"]} × {picture["height"]} px' if picture.get('width') else 'image'


def array(value: Any) -> Shown:
    shape = [int(size) for size in value.shape]
    words = ' × '.join(map(grouped, shape)) or 'scalar'
    preview = {'kind': 'array', 'shape': shape, 'type': str(value.dtype), 'text': shorten(safe_str(value), 20_000)}
    return Shown(preview, f'{words} {value.dtype}', shape)


def is_tensor(value: Any) -> bool:
    return instance(value, 'torch', 'Tensor')


def structure(value: Any) -> Shown:
    """Dictionaries and lists, as JSON as far as they are."""
    count = len(value)
    words = f'{grouped(count)} {"item" if count == 1 else "items"}'
    small = value
    if isinstance(value, (set, frozenset)):
        small = list(value)
    if count > 5000:
        small = dict(list(value.items())[:5000]) if isinstance(value, dict) else list(small)[:5000]
    try:
        pretty = json.dumps(plain_keys(small), indent=2, ensure_ascii=False, default=plain_value)
    except (ValueError, RecursionError, TypeError):
        pretty = safe_repr(value, TEXT_CHARACTERS)
    truncated = len(pretty) > TEXT_CHARACTERS or count > 5000
    return Shown({'kind': 'json', 'text': pretty[:TEXT_CHARACTERS], 'truncated': truncated}, words)


def plain_keys(value: Any) -> Any:
    """JSON takes texts and numbers as keys; others by their repr."""
    if isinstance(value, dict):
        return {k if isinstance(k, (str, int, float, bool, type(None))) else safe_repr(k): plain_keys(v) for k, v in value.items()}
    if isinstance(value, (list, tuple)):
        return [plain_keys(item) for item in value]
    return value


def plain_value(value: Any) -> Any:
    if isinstance(value, (set, frozenset)):
        return list(value)
    if is_numpy_scalar(value):
        return cell(value)
    table = as_table(value)
    if table is not None:
        return f'{type(value).__name__} {grouped(table.total)} × {grouped(len(table.columns))}'
    return safe_repr(value, 1000) if not hasattr(value, 'isoformat') else str(value)


def is_model(value: Any) -> bool:
    """Something that was or can be trained, by the shape its libraries give it."""
    if isinstance(value, type):
        return False
    if instance(value, 'torch.nn', 'Module') or instance(value, 'xgboost', 'Booster') or instance(value, 'lightgbm', 'Booster'):
        return True
    has = lambda name: callable(getattr(value, name, None))  # noqa: E731
    return has('predict') or (has('fit') and has('get_params'))


def described(value: Any, kind: str) -> Shown:
    name = type_name(value)
    preview = {'kind': kind, 'className': name, 'text': safe_repr(value, 20_000), 'attributes': attributes(value)}
    return Shown(preview, type(value).__name__)


def attributes(value: Any) -> list[list[str]]:
    """Parameters of a model, else the public attributes of an object."""
    found: Any = None
    if callable(getattr(value, 'get_params', None)) and not isinstance(value, type):
        try:
            found = value.get_params(deep=False)
        except Exception:
            found = None
    if not isinstance(found, dict):
        found = {k: v for k, v in getattr(value, '__dict__', {}).items() if isinstance(k, str) and not k.startswith('_')}
        if isinstance(value, type):
            found = {}
    return [[str(k), safe_repr(v, 200)] for k, v in list(found.items())[:ATTRIBUTES]]


def write_preview(shown: Shown, path: str) -> None:
    """Writes preview.json, with fewer rows or less text where it would grow over its limit."""
    preview = shown.preview
    data = dump(preview)
    while len(data) > PREVIEW_BYTES:
        preview = halved(preview)
        data = dump(preview)
    # Nobody looks at it before result.json names it.
    write_bytes(path, data)


def dump(preview: dict[str, Any]) -> bytes:
    return ENCODER.encode(preview).encode('utf-8', 'backslashreplace')


def halved(preview: dict[str, Any]) -> dict[str, Any]:
    if preview['kind'] == 'table':
        rows = preview['rows']
        if rows:
            return {**preview, 'rows': rows[: len(rows) // 2]}
        return {**preview, 'columns': preview['columns'][: len(preview['columns']) // 2]}
    if 'text' in preview:
        smaller = {**preview, 'text': preview['text'][: len(preview['text']) // 2]}
        return {**smaller, 'truncated': True} if 'truncated' in preview else smaller
    return {'kind': 'none'}


def relative(preview: dict[str, Any], folder: str, root: str) -> dict[str, Any]:
    """The preview with its file named from the block run directory."""
    if 'file' not in preview:
        return preview
    path = os.path.relpath(os.path.join(folder, preview['file']), root).replace(os.sep, '/')
    return {**preview, 'file': path}
