"""What models answer, as plain JSON: without numpy, pandas or NaN."""

from __future__ import annotations

import base64
import datetime
import decimal
import json
import math
from typing import Any, Optional


def plain(value: Any) -> Any:
    """Lists, dicts, text, numbers, booleans and None. A table becomes a list of records, as MLflow answers with."""
    if value is None or isinstance(value, (str, bool, int, float)):
        return value
    if isinstance(value, dict):
        return {str(key): plain(item) for key, item in value.items()}
    if isinstance(value, (list, tuple, set, frozenset)):
        return [plain(item) for item in value]
    converted = library_value(value)
    return plain_object(value) if converted is None else converted[0]


def library_value(value: Any) -> Optional[tuple[Any]]:
    """By what a value can do, so that no library has to be imported: tables, columns, arrays, scalars."""
    if hasattr(value, 'to_dict') and hasattr(value, 'columns'):
        return (plain(value.to_dict(orient='records')),)
    if hasattr(value, 'to_dicts') and hasattr(value, 'columns'):
        return (plain(value.to_dicts()),)
    if hasattr(value, 'detach') and hasattr(value, 'cpu'):
        value = value.detach().cpu().numpy()
    if hasattr(value, 'toarray'):
        value = value.toarray()
    if hasattr(value, 'to_list'):
        return (simple(value.to_list()),)
    if hasattr(value, 'tolist'):
        return (simple(value.tolist()),)
    return None


def simple(value: Any) -> Any:
    """Leaves alone what numpy already made plain; only objects in it need a look."""
    if isinstance(value, list) and value and isinstance(value[0], (int, str)):
        return value if all(type(item) is type(value[0]) for item in value) else plain(value)
    return plain(value)


def plain_object(value: Any) -> Any:
    if isinstance(value, (datetime.datetime, datetime.date, datetime.time)):
        return value.isoformat()
    if isinstance(value, decimal.Decimal):
        return float(value)
    if isinstance(value, (bytes, bytearray)):
        return base64.b64encode(bytes(value)).decode()
    return str(value)


def to_json(message: dict[str, Any]) -> bytes:
    """JSON as the standard has it: numbers that are none become null."""
    try:
        return json.dumps(message, allow_nan=False, separators=(',', ':')).encode()
    except ValueError:
        return json.dumps(without_nan(message), allow_nan=False, separators=(',', ':')).encode()


def without_nan(value: Any) -> Any:
    if isinstance(value, float):
        return value if math.isfinite(value) else None
    if isinstance(value, list):
        return [without_nan(item) for item in value]
    if isinstance(value, dict):
        return {key: without_nan(item) for key, item in value.items()}
    return value
