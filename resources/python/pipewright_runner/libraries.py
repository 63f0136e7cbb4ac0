"""Libraries as far as user code has loaded them: the runner never imports one to look at a value."""

from __future__ import annotations

import sys
from typing import Any, Optional


def loaded(name: str) -> Optional[Any]:
    """The module if something imported it already."""
    return sys.modules.get(name)


def instance(value: Any, module: str, *names: str) -> bool:
    """Whether value is an instance of a class of a module, without importing that module."""
    found = loaded(module)
    if found is None:
        return False
    classes = tuple(cls for cls in (getattr(found, name, None) for name in names) if isinstance(cls, type))
    return isinstance(value, classes)


def type_name(value: Any) -> str:
    """The full name of the value's type, builtins without their module."""
    cls = type(value)
    if cls.__module__ == 'builtins':
        return cls.__qualname__
    return f'{cls.__module__}.{cls.__qualname__}'


def is_pandas_frame(value: Any) -> bool:
    return instance(value, 'pandas', 'DataFrame')


def is_pandas_series(value: Any) -> bool:
    return instance(value, 'pandas', 'Series')


def is_polars_frame(value: Any) -> bool:
    return instance(value, 'polars', 'DataFrame')


def is_polars_series(value: Any) -> bool:
    return instance(value, 'polars', 'Series')


def is_arrow_table(value: Any) -> bool:
    return instance(value, 'pyarrow', 'Table')


def is_numpy_array(value: Any) -> bool:
    return instance(value, 'numpy', 'ndarray')


def is_numpy_scalar(value: Any) -> bool:
    return instance(value, 'numpy', 'generic')


def is_spark_frame(value: Any) -> bool:
    return type(value).__module__.startswith('pyspark.sql.') and type(value).__name__ == 'DataFrame'
