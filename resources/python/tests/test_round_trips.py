"""Every kind of value a block may return is stored, read, and is the very same. Within one process: what is tested is the format."""

from __future__ import annotations

import datetime
import decimal
import hashlib
import importlib.util
import json
import os
import random
import shutil
import sys
import tempfile
import unittest
from typing import Any

from same import assert_same
from warm import need

from pipewright_runner.libraries import type_name
from pipewright_runner.storage import load, pickles
from pipewright_runner.storage.store import Storing

# Rows above and below what is large enough to lie outside the pickle.
SIZES = (0, 1, 3, 5000)


class RoundTripTest(unittest.TestCase):
    def setUp(self) -> None:
        self.base = tempfile.mkdtemp(prefix='pipewright-test-')
        self.addCleanup(shutil.rmtree, self.base, True)
        self.count = 0

    def store(self, value: Any) -> tuple[str, dict[str, Any]]:
        """Stores a value as the runner does; returns its folder and its entry in result.json."""
        self.count += 1
        folder = os.path.join(self.base, str(self.count))
        storing = Storing(value, folder)
        digest = storing.finish()
        path = os.path.join(folder, storing.file)
        written = hashlib.sha256()
        for name in (path, path + '.restore.json'):
            if os.path.exists(name):
                with open(name, 'rb') as file:
                    written.update(file.read())
        self.assertEqual(digest, written.hexdigest())
        return folder, {'format': storing.form, 'path': storing.file, 'pythonType': type_name(value), 'sha256': digest}

    def back(self, value: Any) -> Any:
        return load.load_value(*self.store(value))

    def arrives(self, value: Any, form: str = 'pickle') -> Any:
        folder, output = self.store(value)
        self.assertEqual(output['format'], form, type_name(value))
        back = load.load_value(folder, output)
        assert_same(back, value)
        return back


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
            'mixed': pd.Series([(n, str(n), 2.5, None, [n], {n: 'x'}, decimal.Decimal(n), datetime.date(2024, 1, 1))[n % 8] for n in range(size)], dtype=object),
            'category': pd.Categorical([None if gap else 'ab'[n % 2] for n, gap in enumerate(gaps)], ['b', 'a', 'c'], ordered=True),
            'category of numbers': pd.Categorical(draw.integers(0, 3, size)),
            **{kind: pd.array([pd.NA if gap else n % 100 for n, gap in enumerate(gaps)], dtype=kind) for kind in ('Int8', 'Int64', 'UInt32', 'Float32', 'Float64')},
            'boolean': pd.array([pd.NA if gap else bool(n % 2) for n, gap in enumerate(gaps)], dtype='boolean'),
            'dates': dates, 'dates with gaps': pd.Series(dates).where(~pd.Series(gaps, dtype=bool)),
            'seconds': dates.as_unit('s') if hasattr(dates, 'as_unit') else dates,
            'zone': dates.tz_localize('UTC').tz_convert('Europe/Berlin'), 'offset': dates.tz_localize(datetime.timezone(datetime.timedelta(hours=5, minutes=30))),
            'span': pd.to_timedelta(np.arange(size), unit='s'), 'period': pd.period_range('2020-01', periods=size, freq='D'),
            'interval': pd.arrays.IntervalArray.from_breaks(np.arange(size + 1.0), closed='left'),
            'sparse': pd.arrays.SparseArray(np.where(gaps, 1.0, 0.0), fill_value=0.0),
            'objects': pd.Series([datetime.date(2024, 1, 1 + n % 28) for n in range(size)], dtype=object),
        }
        if importlib.util.find_spec('pyarrow') is not None:
            import pyarrow as pa

            columns.update({
                'arrow numbers': pd.array([None if gap else n for n, gap in enumerate(gaps)], dtype=pd.ArrowDtype(pa.int32())),
                'arrow texts': pd.array([None if gap else text for gap, text in zip(gaps, texts)], dtype='string[pyarrow]'),
                'arrow lists': pd.array([[n, n] for n in range(size)], dtype=pd.ArrowDtype(pa.list_(pa.int64()))),
            })
        return columns

    def indexes(self, size: int) -> list[Any]:
        import numpy as np
        import pandas as pd

        names = [f'k{n}' for n in range(size)]
        return [
            pd.RangeIndex(size), pd.RangeIndex(5, 5 + 3 * size, 3, name='r'), pd.Index(np.arange(size)[::-1], name=('a', 1)), pd.Index(names, name='k'),
            pd.Index(np.arange(size) / 2), pd.date_range('2024-01-01', periods=size, freq='D', tz='Europe/Berlin'), pd.period_range('2024-01', periods=size, freq='M'),
            pd.MultiIndex.from_arrays([np.arange(size) % 3, names, pd.date_range('2024', periods=size)], names=['n', None, 'd']), pd.CategoricalIndex(names),
            pd.IntervalIndex.from_breaks(np.arange(size + 1)), pd.Index(['same'] * size), pd.timedelta_range('1s', periods=size), pd.Index([(n, 'x') for n in range(size)], tupleize_cols=False),
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

        frame = pd.DataFrame({'n': np.arange(50_000.0), 't': pd.date_range('2020', periods=50_000, freq='s'), 'k': pd.Categorical(['a', 'b'] * 25_000)})
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


@need('numpy')
class NumpyRoundTripTest(RoundTripTest):
    def arrays(self, size: int) -> list[Any]:
        import numpy as np

        numbers = np.arange(size * 4.0).reshape(size, 4)
        record = np.dtype([('id', 'i4'), ('when', 'M8[s]'), ('name', 'U5'), ('part', [('x', 'f4', (2,))])], align=True)
        structured = np.zeros(size, record)
        structured['id'] = np.arange(size)
        return [
            numbers, np.asfortranarray(numbers), numbers[:, 1], numbers[::2], numbers[::-1], numbers.T, numbers.astype('>f8'), numbers.astype('f2'),
            numbers.astype('c8'), numbers > 3, np.array([f't{n}' for n in range(size)], 'U8'), np.array([b'x'] * size, 'S3'), structured,
            structured[::2], np.arange(size).astype('M8[ms]'), np.arange(size).astype('m8[D]'), numbers.reshape(size, 2, 2), np.zeros((size, 0)),
            np.longdouble(1) / 3 * numbers, numbers.astype('V32') if size else numbers,
        ]

    def test_plain_arrays(self):
        import numpy as np

        for size in SIZES:
            for array in self.arrays(size):
                with self.subTest(dtype=str(array.dtype), shape=array.shape, strides=array.strides):
                    self.arrives(array, 'npy')
                    # Within something else they are in a pickle.
                    assert_same(self.back({'array': array, 'twice': [array, array]}), {'array': array, 'twice': [array, array]})
        self.arrives(np.array(1.5), 'npy')
        self.arrives(np.array([[{1}, None, 'x']], dtype=object))
        self.arrives([np.float32(1.5), np.datetime64('2024-01-01'), np.bool_(True), np.str_('x'), np.ma.masked][:4])
        if hasattr(np, 'dtypes') and hasattr(np.dtypes, 'StringDType'):
            self.arrives(np.array(['a', 'long text ' * 9], np.dtypes.StringDType()))

    def test_one_array_in_two_places_is_one_array(self):
        import numpy as np

        array = np.arange(5000)
        first, second = self.back([[array], {'again': array}])
        self.assertIs(first[0], second['again'])

    def test_arrays_that_must_not_be_written_stay_so_within_a_value(self):
        import numpy as np

        array = np.arange(5000)
        array.flags.writeable = False
        back = self.back({'a': array, 'b': np.arange(5000)})
        self.assertEqual((back['a'].flags.writeable, back['b'].flags.writeable), (False, True))

    def test_masked_arrays(self):
        import numpy as np

        for size in SIZES:
            data, mask = np.arange(size * 2.0).reshape(size, 2), np.arange(size * 2).reshape(size, 2) % 3 == 0
            for array in (np.ma.masked_array(data, mask), np.ma.masked_array(data), np.ma.masked_array(data, mask, fill_value=7, hard_mask=True), np.ma.masked_array(data, mask).T[0]):
                back = self.arrives(array)
                self.assertEqual((back.hardmask, back.fill_value), (array.hardmask, array.fill_value))

    def test_mapped_arrays_hold_what_was_in_their_file(self):
        import numpy as np

        path = os.path.join(self.base, 'mapped')
        mapped = np.memmap(path, 'f8', 'w+', shape=(3000, 2))
        mapped[:] = 3
        back = self.back(mapped)
        mapped[:] = 4
        self.assertEqual(type(back), np.memmap)
        self.assertEqual((back == 3).all(), np.bool_(True))

    def test_subclasses_and_matrices(self):
        import numpy as np

        self.arrives(np.rec.fromarrays([np.arange(4000), np.arange(4000.0)], names='a,b'))
        self.arrives(np.asmatrix(np.ones((200, 200))))


@need('scipy')
class ScipyRoundTripTest(RoundTripTest):
    def test_sparse_matrices_and_arrays(self):
        import scipy.sparse as sp

        for size in (1, 400):
            made = sp.random(size, size, density=0.3, format='coo', random_state=1)
            for form in ('csr', 'csc', 'coo', 'bsr', 'lil', 'dok'):
                back = self.back(made.asformat(form))
                self.assertEqual((type(back), back.dtype, back.shape), (type(made.asformat(form)), made.dtype, made.shape))
                assert_same(back.toarray(), made.asformat(form).toarray())
            assert_same(self.back(sp.csr_array(made)).toarray(), made.toarray())


@need('sklearn')
class ModelRoundTripTest(RoundTripTest):
    def test_models_predict_the_same(self):
        import numpy as np
        from sklearn.compose import make_column_transformer
        from sklearn.ensemble import GradientBoostingClassifier, RandomForestRegressor
        from sklearn.neighbors import KNeighborsClassifier
        from sklearn.pipeline import make_pipeline
        from sklearn.preprocessing import StandardScaler
        from sklearn.svm import SVC

        data = np.random.default_rng(0).random((400, 12))
        target = (data[:, 0] > 0.5).astype(int)
        scaled = make_column_transformer((StandardScaler(), [0, 1, 2]), remainder='passthrough')
        for model in (RandomForestRegressor(20, random_state=0), GradientBoostingClassifier(n_estimators=5), make_pipeline(scaled, KNeighborsClassifier()), SVC()):
            model.fit(data, target)
            assert_same(self.back(model).predict(data), model.predict(data))
            assert_same(self.back({'model': model, 'data': data})['model'].predict(data), model.predict(data))


@need('pyarrow')
class ArrowRoundTripTest(RoundTripTest):
    def test_tables_keep_types_metadata_and_chunks(self):
        import pyarrow as pa

        for size in SIZES:
            table = pa.table({
                'n': pa.array([None if n % 3 == 0 else n for n in range(size)], pa.int16()), 'f': pa.array([float('nan')] * size, pa.float64()),
                'd': pa.array([f'x{n % 5}' for n in range(size)], pa.string()).dictionary_encode(), 'l': pa.array([[n] for n in range(size)], pa.list_(pa.int32())),
                't': pa.array([n for n in range(size)], pa.timestamp('us', 'Europe/Berlin')), 'dec': pa.array([decimal.Decimal('1.10')] * size, pa.decimal128(10, 2)),
            }).replace_schema_metadata({'made': 'here'})
            for made in (table, table.slice(size // 2), pa.concat_tables([table, table]), table.slice(1, 2), table.to_batches()[0] if size else table):
                back = self.arrives(made)
                self.assertTrue(back.schema.equals(made.schema, check_metadata=True))

    def test_a_few_rows_of_a_large_table_are_stored_as_few(self):
        import pyarrow as pa

        folder, output = self.store(pa.table({'n': range(200_000), 's': [str(n) for n in range(200_000)]}).slice(1000, 10))
        self.assertLess(os.path.getsize(os.path.join(folder, output['path'])), 10_000)


@need('polars')
class PolarsRoundTripTest(RoundTripTest):
    def test_every_type(self):
        import polars as pl

        for size in SIZES:
            gaps = [None if n % 4 == 0 else n % 100 for n in range(size)]
            kinds = (pl.Int8, pl.Int64, pl.UInt32, pl.Float32, pl.Float64, pl.String, pl.Boolean, pl.Decimal(10, 2))
            frame = pl.DataFrame({str(kind): pl.Series(gaps, dtype=pl.Int64).cast(kind) for kind in kinds}).with_columns(
                date=pl.Series([datetime.date(2024, 1, 1)] * size, dtype=pl.Date), time=pl.Series([datetime.time(1, 2)] * size, dtype=pl.Time),
                zone=pl.Series([datetime.datetime(2024, 7, 1)] * size, dtype=pl.Datetime('ms', 'Europe/Berlin')), span=pl.Series([datetime.timedelta(1)] * size, dtype=pl.Duration('ns')),
                list=pl.Series([[n, None] for n in range(size)], dtype=pl.List(pl.Int32)), struct=pl.Series([{'a': n, 'b': 'x'} for n in range(size)], dtype=pl.Struct({'a': pl.Int64, 'b': pl.String})),
                category=pl.Series(['ab'[n % 2] for n in range(size)], dtype=pl.Categorical), choice=pl.Series(['ab'[n % 2] for n in range(size)], dtype=pl.Enum(['b', 'a', 'c'])),
                binary=pl.Series([b'\x00x'] * size, dtype=pl.Binary), nothing=pl.Series([None] * size, dtype=pl.Null), pair=pl.Series([[1, 2]] * size, dtype=pl.Array(pl.Int64, 2)),
            )
            self.arrives(frame, 'arrow')
            self.arrives(frame.sort('date')[::2], 'arrow')
            for name in frame.columns:
                self.arrives(frame[name], 'arrow')
        self.arrives(pl.DataFrame(), 'pickle')
        self.assertTrue(self.back(pl.DataFrame({'a': [3, 1]}).sort('a')).flags['a']['SORTED_ASC'])

    @need('pyarrow')
    def test_large_frames_are_mapped(self):
        import polars as pl

        frame = pl.DataFrame({'n': range(3_000_000), 's': pl.Series(range(3_000_000)).cast(pl.String)})
        self.arrives(frame, 'arrow')


@need('torch')
class TorchRoundTripTest(RoundTripTest):
    def test_tensors_and_modules(self):
        import torch

        for tensor in (torch.arange(12000).reshape(3, -1), torch.ones(3000, dtype=torch.bfloat16), torch.ones(60, 100).T, torch.tensor(1.5), torch.ones(9000, requires_grad=True)):
            back = self.back(tensor)
            self.assertTrue(torch.equal(back, tensor))
            self.assertEqual((back.dtype, back.stride(), back.requires_grad), (tensor.dtype, tensor.stride(), tensor.requires_grad))
        module = torch.nn.Linear(200, 100)
        self.assertTrue(torch.equal(self.back(module).weight, module.weight))


class PlainRoundTripTest(RoundTripTest):
    def test_values_of_the_language(self):
        for value in (None, 1, 2.5, 'é' * 50_000, b'\x00' * 50_000, bytearray(b'x' * 50_000), [1, [2, (3, {4})]], {'a': {1: None}}, list(range(50_000)), float('inf'), decimal.Decimal('1.10'), frozenset({1})):
            self.assertEqual(self.back(value), value)
            self.assertIs(type(self.back(value)), type(value))

    def test_a_plain_pickle_can_be_read_by_anyone(self):
        import pickle

        folder, output = self.store({'a': [1, 2]})
        with open(os.path.join(folder, output['path']), 'rb') as file:
            self.assertEqual(pickle.load(file), {'a': [1, 2]})

    @unittest.skipUnless(os.path.exists('/dev/full'), 'no /dev/full here')
    def test_a_full_disk_is_told(self):
        full = os.path.join(self.base, 'full')
        for value in (b'x' * 100, b'x' * 5_000_000, [bytearray(200_000)] * 9):
            os.symlink('/dev/full', full)
            with self.assertRaises(OSError):
                pickles.write_pickle(value, full)
            self.assertFalse(os.path.islink(full))


if __name__ == '__main__':
    sys.exit(unittest.main())
