"""Whether two values are the same to whoever uses them: types, indexes, flags and all."""

from __future__ import annotations

from typing import Any


def assert_same(back: Any, made: Any) -> None:
    assert type(back) is type(made), f'{type(back)} is not {type(made)}'
    library = type(made).__module__.split('.')[0]
    check = CHECKS.get(library)
    if check is not None and check(back, made):
        return
    if isinstance(made, dict):
        assert list(back) == list(made)
        for key, value in made.items():
            assert_same(back[key], value)
    elif isinstance(made, (list, tuple)):
        assert len(back) == len(made)
        for one, other in zip(back, made):
            assert_same(one, other)
    else:
        # repr: NaN is not equal to itself.
        assert back == made or repr(back) == repr(made), f'{back!r} is not {made!r}'


def same_pandas(back: Any, made: Any) -> bool:
    import pandas as pd

    exact = {'check_exact': True, 'check_freq': True}
    if isinstance(made, pd.DataFrame):
        pd.testing.assert_frame_equal(back, made, check_column_type=True, **exact)
        assert_same(dict(back.attrs), dict(made.attrs))
        assert_same(back.columns.tolist(), made.columns.tolist())
        for position in range(made.shape[1]):
            same_cells(back.iloc[:, position], made.iloc[:, position])
        assert back.flags == made.flags
    elif isinstance(made, pd.Series):
        pd.testing.assert_series_equal(back, made, **exact)
        same_cells(back, made)
    elif isinstance(made, pd.Index):
        pd.testing.assert_index_equal(back, made, exact=True)
    else:
        return made is pd.NaT or made is pd.NA
    for one, other in (
        ((back.index, made.index), (getattr(back, 'columns', None), getattr(made, 'columns', None))) if hasattr(made, 'index') else ()
    ):
        if other is not None:
            assert type(one) is type(other) and one.names == other.names and getattr(one, 'freq', None) == getattr(other, 'freq', None)
            pd.testing.assert_index_equal(one, other, exact=True)
    return True


def same_cells(back: Any, made: Any) -> None:
    """pandas takes None for NaN, and 1 for True."""
    if made.dtype == object:
        assert list(map(type, back)) == list(map(type, made))
        assert list(map(repr, back)) == list(map(repr, made))


def same_numpy(back: Any, made: Any) -> bool:
    import numpy as np

    if isinstance(made, np.ma.MaskedArray):
        assert back.dtype == made.dtype
        np.testing.assert_array_equal(np.ma.getmask(back), np.ma.getmask(made))
        np.testing.assert_array_equal(back.data, made.data)
        return True
    if not isinstance(made, np.ndarray):
        return False
    # Some versions of numpy read no metadata as empty metadata.
    assert back.dtype == made.dtype and (back.dtype.metadata or None) == (made.dtype.metadata or None), f'{back.dtype} is not {made.dtype}'
    assert back.shape == made.shape and back.flags.writeable
    if made.dtype.hasobject:
        assert back.tolist() == made.tolist()
    else:
        assert back.tobytes() == made.tobytes()
    return True


def same_arrow(back: Any, made: Any) -> bool:
    if not hasattr(made, 'schema'):
        return False
    assert back.schema.equals(made.schema, check_metadata=True)
    for one, other in zip(back.columns, made.columns):
        assert getattr(one, 'num_chunks', 1) == getattr(other, 'num_chunks', 1)
        assert repr(one.to_pylist()) == repr(other.to_pylist())
    return True


def same_polars(back: Any, made: Any) -> bool:
    import polars as pl
    from polars.testing import assert_frame_equal, assert_series_equal

    if isinstance(made, pl.DataFrame):
        assert_frame_equal(back, made, check_exact=True, check_row_order=True)
        assert back.schema == made.schema
        return True
    assert_series_equal(back, made, check_exact=True)
    return True


CHECKS = {'pandas': same_pandas, 'numpy': same_numpy, 'pyarrow': same_arrow, 'polars': same_polars}
