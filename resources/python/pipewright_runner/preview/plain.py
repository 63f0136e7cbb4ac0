"""Values as plain JSON."""

from __future__ import annotations

import math
from typing import Any

from pipewright_runner.libraries import is_numpy_scalar

SAFE_INTEGER = 2**53
CELL_CHARACTERS = 300
TEXT_CHARACTERS = 200_000


def shorten(text: str, limit: int = CELL_CHARACTERS) -> str:
    return text if len(text) <= limit else text[: limit - 1] + '…'


def safe_repr(value: Any, limit: int = CELL_CHARACTERS) -> str:
    """repr, whatever a class of the user makes of it."""
    try:
        return shorten(repr(value), limit)
    except Exception as error:
        return f'<{type(value).__name__}: its repr raised {type(error).__name__}>'


def cell(value: Any) -> Any:
    """A cell of a table as string, number, boolean or null."""
    if value is None or isinstance(value, bool):
        return value
    if isinstance(value, str):
        return shorten(value)
    if is_numpy_scalar(value):
        return cell_of_scalar(value)
    if isinstance(value, int):
        return value if abs(value) <= SAFE_INTEGER else str(value)
    if isinstance(value, float):
        return number_of_float(value)
    if type(value).__name__ in ('NaTType', 'NAType'):
        return None
    if hasattr(value, 'isoformat'):
        return str(value)
    return safe_repr(value) if isinstance(value, (list, tuple, dict, set, bytes)) else shorten(safe_str(value))


def cell_of_scalar(value: Any) -> Any:
    plain = value.item()
    if isinstance(plain, (bool, int, float, str)):
        return cell(plain)
    text = str(value)
    return None if text == 'NaT' else text


def number_of_float(value: float) -> Any:
    if math.isnan(value):
        return None
    if math.isinf(value):
        return '∞' if value > 0 else '-∞'
    return float(value)


def safe_str(value: Any) -> str:
    try:
        return str(value)
    except Exception:
        return safe_repr(value)


def statistic(value: Any) -> Any:
    """A statistic of a column: as a cell, but never a long text."""
    found = cell(value)
    return shorten(found, 60) if isinstance(found, str) else found


def grouped(number: int) -> str:
    """A count with its thousands apart."""
    return f'{number:,}'
