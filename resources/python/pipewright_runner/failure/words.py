"""Values in a few words, whatever they are."""

from __future__ import annotations

import reprlib
import types
from typing import Any

from pipewright_runner.libraries import is_numpy_array, is_pandas_frame, is_pandas_series, is_polars_frame, is_polars_series, type_name

TEXT_CHARACTERS = 200

short = reprlib.Repr()
short.maxlist = short.maxtuple = short.maxdict = short.maxset = short.maxfrozenset = 6
short.maxlevel = 3
short.maxstring = short.maxother = short.maxlong = 120


def type_words(value: Any) -> str:
    """`DataFrame` of pandas says enough without its module."""
    return type_name(value).rsplit('.', maxsplit=1)[-1]


def value_words(value: Any) -> str:
    """What a value looks like, in one short line. Runs the value's own `__repr__` only where nothing better is known."""
    try:
        return one_line(words(value))
    except Exception as error:
        return f'<its text raised {type(error).__name__}>'


def words(value: Any) -> str:
    if is_pandas_frame(value) or is_polars_frame(value):
        rows, columns = value.shape
        return f'{rows:,} × {columns:,}: {", ".join(map(str, list(value.columns)[:12]))}'
    if is_pandas_series(value) or is_polars_series(value):
        return f'{len(value):,} values of {value.dtype}'
    if is_numpy_array(value) and value.size > 8:
        return f'{" × ".join(f"{size:,}" for size in value.shape)} of {value.dtype}'
    if isinstance(value, types.ModuleType):
        return getattr(value, '__name__', 'module')
    return short.repr(value)


def one_line(text: str) -> str:
    joined = ' '.join(text.split())
    return joined if len(joined) <= TEXT_CHARACTERS else f'{joined[: TEXT_CHARACTERS - 1]}…'
