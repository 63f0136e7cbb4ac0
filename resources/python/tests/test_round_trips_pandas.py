"""Every kind of frame, series and index is stored, read, and is the very same."""

from __future__ import annotations

import datetime
import decimal
import importlib.util
import json
import os
import random
from typing import Any

from round_trips import SIZES, RoundTripTest
from same import assert_same
from warm import need

from pipewright_runner.storage import load


@need('pandas')
class PandasRoundTripTest(RoundTripTest):
    def columns(self, size: int) -> dict[str, Any]:
        """A column of every type, with what is missing in it."""
        import numpy as np
        import pandas as pd

        draw = np.random.default_rng(size)
        gaps = draw.random(size) < 0.2
        texts = np.array([f'text {n} é' for n in range(size)], dtype=object)
        dates = pd.date_range('2020-03-28', periods=size, freq='7h')
        columns = {
            **{kind: draw.integers(0, 100, size).astype(kind) for kind in ('int8', 'int16', 'int32', 'int64', 'uint8', 'uint64')},
            **{kind: np.where(gaps, np.nan, draw.random(size)).astype(kind) for kind in ('float16', 'float32', 'float64', 'complex128')},
            'bool': draw.random(size) < 0.5,
            'texts': pd.Series(texts.copy(), dtype=object),
            'nan among texts': pd.Series(np.where(gaps, np.nan, texts), dtype=object),
            'none among texts': pd.Series([None if gap else text for gap, text in zip(gaps, texts)], dtype=object),
            'string': pd.array([pd.NA if gap else text for gap, text in zip(gaps, texts)], dtype='string'),
            'inferred': pd.Series([f'{n}' for n in range(size)]),
            'mixed': pd.Series(
                [(n, str(n), 2.5, None, [n], {n: 'x'}, decimal.Decimal(n), datetime.date(2024, 1, 1))[n % 8] for n in range(size)],
                dtype=object,
            ),
            'category': pd.Categorical([None if gap else 'ab'[n % 2] for n, gap in enumerate(gaps)], ['b', 'a', 'c'], ordered=True),
            'category of numbers': pd.Categorical(draw.integers(0, 3, size)),
            **{
                kind: pd.array([pd.NA if gap else n % 100 for n, gap in enumerate(gaps)], dtype=kind)
                for kind in ('Int8', 'Int64', 'UInt32', 'Float32', 'Float64')
            },
            'boolean': pd.array([pd.NA if gap else bool(n % 2) for n, gap in enumerate(gaps)], dtype='boolean'),
            'dates': dates,
            'dates with gaps': pd.Series(dates).where(~pd.Series(gaps, dtype=bool)),
            'seconds': dates.as_unit('s') if hasattr(dates, 'as_unit') else dates,
            'zone': dates.tz_localize('UTC').tz_convert('Europe/Berlin'),
            'offset': dates.tz_localize(datetime.timezone(datetime.timedelta(hours=5, minutes=30))),
            'span': pd.to_timedelta(np.arange(size), unit='s'),
            'period': pd.period_range('2020-01', periods=size, freq='D'),
            'interval': pd.arrays.IntervalArray.from_breaks(np.arange(size + 1.0), closed='left'),
            'sparse': pd.arrays.SparseArray(np.where(gaps, 1.0, 0.0), fill_value=0.0),
            'objects': pd.Series([datetime.date(2024, 1, 1 + n % 28) for n in range(size)], dtype=object),
        }
        if importlib.util.find_spec('pyarrow') is not None:
            import pyarrow as pa

            columns.update(
                {
                    'arrow numbers': pd.array([None if gap else n for n, gap in enumerate(gaps)], dtype=pd.ArrowDtype(pa.int32())),
                    'arrow texts': pd.array([None if gap else text for gap, text in zip(gaps, texts)], dtype='string[pyarrow]'),
                    'arrow lists': pd.array([[n, n] for n in range(size)], dtype=pd.ArrowDtype(pa.list_(pa.int64()))),
                }
            )
        return columns

    def indexes(self, size: int) -> list[Any]:
        import numpy as np
        import pandas as pd

        names = [f'k{n}' for n in range(size)]
        return [
            pd.RangeIndex(size),
            pd.RangeIndex(5, 5 + 3 * size, 3, name='r'),
            pd.Index(np.arange(size)[::-1], name=('a', 1)),
            pd.Index(names, name='k'),
            pd.Index(np.arange(size) / 2),
            pd.date_range('2024-01-01', periods=size, freq='D', tz='Europe/Berlin'),
            pd.period_range('2024-01', periods=size, freq='M'),
            pd.MultiIndex.from_arrays([np.arange(size) % 3, names, pd.date_range('2024', periods=size)], names=['n', None, 'd']),
            pd.CategoricalIndex(names),
            pd.IntervalIndex.from_breaks(np.arange(size + 1)),
            pd.Index(['same'] * size),
            pd.timedelta_range('1s', periods=size),
            pd.Index([(n, 'x') for n in range(size)], tupleize_cols=False),
        ]

    def test_every_column_type_alone_and_all_together(self):
        import pandas as pd

        for size in SIZES:
            columns = self.columns(size)
            for name, column in columns.items():
                with self.subTest(column=name, size=size):
                    self.arrives(pd.DataFrame({name: column}))
                    self.arrives(pd.Series(column, name=name))
            frame = pd.DataFrame({name: pd.Series(column) for name, column in columns.items()})
            self.arrives(frame)
            # Other memory than the frames above: a part, every second row, turned around.
            for part in (frame[size // 3 :], frame[::2], frame[::-1], frame.iloc[:, ::3]):
                self.arrives(part)

    def test_every_index_on_either_side(self):
        import numpy as np
        import pandas as pd

        for size in SIZES[:-1]:
            for index in self.indexes(size):
                with self.subTest(index=repr(index)[:80], size=size):
                    self.arrives(pd.DataFrame({'a': np.arange(size)}, index=index))
                    self.arrives(pd.DataFrame(np.zeros((2, size)), columns=index))
                    self.arrives(pd.Series(np.arange(size), index=index, name=None))
                    self.arrives(index)
        for index in self.indexes(5000):
            self.arrives(pd.DataFrame({'a': np.arange(5000)}, index=index))

    def test_frames_made_at_random(self):
        import numpy as np
        import pandas as pd

        for seed in range(40):
            with self.subTest(seed=seed):
                chance = random.Random(seed)
                size = chance.choice((0, 1, 7, 300, 4000))
                columns = self.columns(size)
                chosen = chance.choices(list(columns), k=chance.randrange(8))
                parts = [pd.Series(columns[name]).reset_index(drop=True) for name in chosen]
                frame = pd.concat(parts, axis=1) if parts else pd.DataFrame(index=range(size))
                # Doubles among them, numbers, texts, and nothing.
                frame.columns = pd.Index([chance.choice(('a', 'b', 3, None, ('t', 1), 2.5)) for _ in chosen], dtype=object)
                frame.index = chance.choice(self.indexes(size))
                if chance.random() < 0.5:
                    frame.attrs = {'unit': 'm', 'nested': {'a': [1, 2]}, 'array': np.arange(3)}
                if chance.random() < 0.3 and frame.index.is_unique and frame.columns.is_unique:
                    frame = frame.set_flags(allows_duplicate_labels=False)
                self.arrives(frame)

    def test_what_a_block_changes_does_not_reach_what_is_stored(self):
        import numpy as np
        import pandas as pd

        frame = pd.DataFrame(np.arange(40_000.0).reshape(-1, 4), columns=list('abcd'))
        folder, output = self.store(frame)
        first = load.load_value(folder, output)
        first.iloc[0, 0] = -1
        first['b'] += 1
        first.loc[first.index % 2 == 0, 'c'] = 0
        first.fillna(0, inplace=True)
        first.index += 1
        assert_same(load.load_value(folder, output), frame)

    def test_large_columns_are_mapped_and_not_copied(self):
        import numpy as np
        import pandas as pd

        frame = pd.DataFrame(
            {'n': np.arange(50_000.0), 't': pd.date_range('2020', periods=50_000, freq='s'), 'k': pd.Categorical(['a', 'b'] * 25_000)}
        )
        folder, output = self.store(frame)
        size = os.path.getsize(os.path.join(folder, output['path']))
        back = load.load_value(folder, output)
        for array in (back['n'].to_numpy(copy=False), back['t'].array._ndarray, back['k'].cat.codes.to_numpy(copy=False)):
            self.assertFalse(array.flags.owndata)
        self.assertLess(size, 50_000 * 17 + 8000)

    @need('pyarrow')
    def test_tables_of_earlier_versions_can_be_read(self):
        import pandas as pd

        frame = pd.DataFrame({'value': ['a', None, 'b']}, index=pd.date_range('2024', periods=3, freq='D'))
        path = os.path.join(self.base, 'data.parquet')
        frame.to_parquet(path)
        with open(path + '.restore.json', 'w', encoding='utf-8') as file:
            json.dump({'indexFrequency': 'D', 'series': 's'}, file)
        output = {'format': 'parquet', 'path': 'data.parquet', 'pythonType': 'pandas.core.series.Series'}
        back = load.load_value(self.base, output)
        pd.testing.assert_series_equal(back, frame['value'].rename('s'), check_freq=True)

    def test_equal_frames_made_alike_have_one_digest(self):
        import pandas as pd

        digests = {self.store(pd.DataFrame({'a': range(9000), 's': [f's{n}' for n in range(9000)]}))[1]['sha256'] for _ in range(2)}
        self.assertEqual(len(digests), 1)
