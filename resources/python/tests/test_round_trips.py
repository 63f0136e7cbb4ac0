"""Every kind of value a block may return, frames of pandas aside, is stored, read, and is the very same."""

from __future__ import annotations

import datetime
import decimal
import os
import unittest
from typing import Any

from round_trips import SIZES, RoundTripTest
from same import assert_same
from warm import need

from pipewright_runner.storage.store import Storing


@need('numpy')
class NumpyRoundTripTest(RoundTripTest):
    def arrays(self, size: int) -> list[Any]:
        import numpy as np

        numbers = np.arange(size * 4.0).reshape(size, 4)
        record = np.dtype([('id', 'i4'), ('when', 'M8[s]'), ('name', 'U5'), ('part', [('x', 'f4', (2,))])], align=True)
        structured = np.zeros(size, record)
        structured['id'] = np.arange(size)
        return [
            numbers,
            np.asfortranarray(numbers),
            numbers[:, 1],
            numbers[::2],
            numbers[::-1],
            numbers.T,
            numbers.astype('>f8'),
            numbers.astype('f2'),
            numbers.astype('c8'),
            numbers > 3,
            np.array([f't{n}' for n in range(size)], 'U8'),
            np.array([b'x'] * size, 'S3'),
            structured,
            structured[::2],
            np.arange(size).astype('M8[ms]'),
            np.arange(size).astype('m8[D]'),
            numbers.reshape(size, 2, 2),
            np.zeros((size, 0)),
            np.longdouble(1) / 3 * numbers,
            numbers.astype('V32') if size else numbers,
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
            for array in (
                np.ma.masked_array(data, mask),
                np.ma.masked_array(data),
                np.ma.masked_array(data, mask, fill_value=7, hard_mask=True),
                np.ma.masked_array(data, mask).T[0],
            ):
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
        for model in (
            RandomForestRegressor(20, random_state=0),
            GradientBoostingClassifier(n_estimators=5),
            make_pipeline(scaled, KNeighborsClassifier()),
            SVC(),
        ):
            model.fit(data, target)
            assert_same(self.back(model).predict(data), model.predict(data))
            assert_same(self.back({'model': model, 'data': data})['model'].predict(data), model.predict(data))


@need('pyarrow')
class ArrowRoundTripTest(RoundTripTest):
    def test_tables_keep_types_metadata_and_chunks(self):
        import pyarrow as pa

        for size in SIZES:
            table = pa.table(
                {
                    'n': pa.array([None if n % 3 == 0 else n for n in range(size)], pa.int16()),
                    'f': pa.array([float('nan')] * size, pa.float64()),
                    'd': pa.array([f'x{n % 5}' for n in range(size)], pa.string()).dictionary_encode(),
                    'l': pa.array([[n] for n in range(size)], pa.list_(pa.int32())),
                    't': pa.array([n for n in range(size)], pa.timestamp('us', 'Europe/Berlin')),
                    'dec': pa.array([decimal.Decimal('1.10')] * size, pa.decimal128(10, 2)),
                }
            ).replace_schema_metadata({'made': 'here'})
            for made in (
                table,
                table.slice(size // 2),
                pa.concat_tables([table, table]),
                table.slice(1, 2),
                table.to_batches()[0] if size else table,
            ):
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
                date=pl.Series([datetime.date(2024, 1, 1)] * size, dtype=pl.Date),
                time=pl.Series([datetime.time(1, 2)] * size, dtype=pl.Time),
                zone=pl.Series([datetime.datetime(2024, 7, 1)] * size, dtype=pl.Datetime('ms', 'Europe/Berlin')),
                span=pl.Series([datetime.timedelta(1)] * size, dtype=pl.Duration('ns')),
                list=pl.Series([[n, None] for n in range(size)], dtype=pl.List(pl.Int32)),
                struct=pl.Series([{'a': n, 'b': 'x'} for n in range(size)], dtype=pl.Struct({'a': pl.Int64, 'b': pl.String})),
                category=pl.Series(['ab'[n % 2] for n in range(size)], dtype=pl.Categorical),
                choice=pl.Series(['ab'[n % 2] for n in range(size)], dtype=pl.Enum(['b', 'a', 'c'])),
                binary=pl.Series([b'\x00x'] * size, dtype=pl.Binary),
                nothing=pl.Series([None] * size, dtype=pl.Null),
                pair=pl.Series([[1, 2]] * size, dtype=pl.Array(pl.Int64, 2)),
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

        for tensor in (
            torch.arange(12000).reshape(3, -1),
            torch.ones(3000, dtype=torch.bfloat16),
            torch.ones(60, 100).T,
            torch.tensor(1.5),
            torch.ones(9000, requires_grad=True),
        ):
            back = self.back(tensor)
            self.assertTrue(torch.equal(back, tensor))
            self.assertEqual((back.dtype, back.stride(), back.requires_grad), (tensor.dtype, tensor.stride(), tensor.requires_grad))
        module = torch.nn.Linear(200, 100)
        self.assertTrue(torch.equal(self.back(module).weight, module.weight))


class PlainRoundTripTest(RoundTripTest):
    def test_values_of_the_language(self):
        for value in (
            None,
            1,
            2.5,
            'é' * 50_000,
            b'\x00' * 50_000,
            bytearray(b'x' * 50_000),
            [1, [2, (3, {4})]],
            {'a': {1: None}},
            list(range(50_000)),
            float('inf'),
            decimal.Decimal('1.10'),
            frozenset({1}),
        ):
            self.assertEqual(self.back(value), value)
            self.assertIs(type(self.back(value)), type(value))

    def test_a_plain_pickle_can_be_read_by_anyone(self):
        import pickle

        folder, output = self.store({'a': [1, 2]})
        with open(os.path.join(folder, output['path']), 'rb') as file:
            self.assertEqual(pickle.load(file), {'a': [1, 2]})

    @unittest.skipUnless(os.path.exists('/dev/full'), 'no /dev/full here')
    def test_a_full_disk_is_told(self):
        values = [b'x' * 100, b'x' * 5_000_000, [bytearray(200_000) for _ in range(9)]]
        for number, value in enumerate(values):
            folder = os.path.join(self.base, f'full{number}')
            os.makedirs(folder)
            os.symlink('/dev/full', os.path.join(folder, 'data.pickle'))
            with self.assertRaises(OSError):
                Storing(value, folder).finish()
            self.assertEqual(os.listdir(folder), [])
