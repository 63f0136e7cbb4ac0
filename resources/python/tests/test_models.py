"""log_model without an engine, and whether MLflow itself reads what it writes."""

from __future__ import annotations

import contextlib
import importlib.util
import io
import json
import os
import shutil
import subprocess
import sys
import unittest
import unittest.mock
from typing import Any
from unittest import skipUnless

import pipewright
from pipewright.data import fingerprint
from pipewright.profile import profile_of
from pipewright.signature import fields_of

PYTHON_FOLDER = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))


def need(*modules: str) -> Any:
    missing = [name for name in modules if importlib.util.find_spec(name) is None]
    return skipUnless(not missing, f'{", ".join(missing)} not installed')


ROWS = [{'size': float(n), 'colour': 'red' if n % 3 else 'blue', 'sold': n > 5} for n in range(30)]


class Doubles:
    def predict(self, rows):
        records = rows.to_dict('records') if hasattr(rows, 'to_dict') else rows
        return [2 * row['size'] for row in records]


class LogTest(unittest.TestCase):
    def setUp(self) -> None:
        self.folders: list[str] = []
        self.addCleanup(lambda: [shutil.rmtree(folder, True) for folder in self.folders])

    def log(self, model: Any, **more: Any) -> Any:
        with contextlib.redirect_stdout(io.StringIO()):
            logged = pipewright.log_model(model, 'model', **more)
        self.folders.append(os.path.dirname(os.path.dirname(logged.directory)))
        return logged

    def text(self, logged: Any, name: str) -> str:
        with open(os.path.join(logged.directory, name), encoding='utf-8') as file:
            return file.read()


class PlainTest(LogTest):
    """With the standard library alone."""

    def test_importing_the_helper_imports_nothing_else(self):
        code = 'import sys; before = set(sys.modules); import pipewright; print(sorted(set(sys.modules) - before))'
        done = subprocess.run(
            [sys.executable, '-S', '-c', code], env={'PYTHONPATH': PYTHON_FOLDER}, capture_output=True, text=True, check=True
        )
        loaded = (
            [name for name in eval(done.stdout) if name.split('.')[0] not in sys.stdlib_module_names]
            if hasattr(sys, 'stdlib_module_names')
            else ['pipewright']
        )
        self.assertEqual(loaded, ['pipewright'])

    def test_an_object_with_predict_becomes_a_folder_of_mlflow(self):
        logged = self.log(Doubles(), training_data=ROWS, target='sold', input_example=ROWS[:2])
        names = set(os.listdir(logged.directory))
        self.assertLessEqual({'MLmodel', 'model.pkl', 'requirements.txt', 'python_env.yaml', 'input_example.json', 'code'}, names)
        self.assertIn('loader_module: pipewright_model', self.text(logged, 'MLmodel'))
        self.assertEqual(json.loads(self.text(logged, 'input_example.json'))['columns'], ['size', 'colour', 'sold'])
        self.assertIsNone(logged.version)

    def test_something_without_predict_is_refused_in_words(self):
        with self.assertRaisesRegex(TypeError, 'Expected a model with a method predict'):
            self.log(object())

    def test_a_target_that_is_no_column_is_refused_in_words(self):
        with self.assertRaisesRegex(ValueError, 'it has size, colour, sold'):
            self.log(Doubles(), training_data=ROWS, target='bought')

    def test_a_folder_of_mlflow_is_taken_as_it_is(self):
        first = self.log(Doubles())
        second = self.log(first.directory)
        self.assertEqual(sorted(os.listdir(first.directory)), sorted(os.listdir(second.directory)))
        self.assertEqual(self.text(first, 'MLmodel'), self.text(second, 'MLmodel'))

    def test_types_and_missing_values_make_the_signature(self):
        rows = [{'n': 1, 'x': 1.5, 'b': True, 's': 'a', 'm': None}, {'n': 2, 'x': 2, 'b': False, 's': 'b', 'm': 'c'}]
        fields = fields_of(rows)
        self.assertEqual(
            [(f['name'], f['type'], f['required']) for f in fields],
            [
                ('n', 'long', True),
                ('x', 'double', True),
                ('b', 'boolean', True),
                ('s', 'string', True),
                ('m', 'string', False),
            ],
        )

    def test_the_profile_of_numbers(self):
        profile = profile_of([{'x': float(n)} for n in range(101)] + [{'x': None}, {'x': float('nan')}])
        feature = profile['features'][0]
        self.assertEqual((feature['kind'], feature['missing'], feature['min'], feature['max'], feature['mean']), ('number', 2, 0, 100, 50))
        self.assertAlmostEqual(feature['std'], 29.300170647967224)
        self.assertEqual(feature['edges'], [float(n) for n in range(0, 101, 10)])
        # The last interval holds its upper edge.
        self.assertEqual(feature['counts'], [10] * 9 + [11])
        self.assertEqual(feature['quantiles'], [float(n) for n in range(101)])
        self.assertEqual((len(feature['sample']), feature['sample'][0]), (101, 0.0))

    def test_the_profile_of_a_column_with_one_value_and_of_one_without_any(self):
        one = profile_of([{'x': 3.0}] * 4)['features'][0]
        self.assertEqual((one['edges'], one['counts'], one['std']), ([3.0], [], 0.0))
        none = profile_of([{'x': None}] * 4)['features'][0]
        self.assertEqual((none['kind'], none['missing'], none['categories']), ('category', 4, []))

    def test_the_profile_of_many_categories_keeps_the_hundred_most_frequent(self):
        rows = [{'c': f'c{n % 150}'} for n in range(300)] + [{'c': 'most'}] * 5 + [{'c': None}]
        feature = profile_of(rows)['features'][0]
        self.assertEqual(
            (len(feature['categories']), feature['missing'], feature['categories'][0]), (100, 1, {'value': 'most', 'count': 5})
        )
        self.assertEqual(feature['other'] + sum(entry['count'] for entry in feature['categories']), 305)

    def test_booleans_are_categories_as_json_writes_them(self):
        feature = profile_of([{'b': True}, {'b': False}, {'b': True}])['features'][0]
        self.assertEqual(feature['categories'], [{'value': 'true', 'count': 2}, {'value': 'false', 'count': 1}])

    def test_equal_data_has_an_equal_fingerprint_and_other_data_another(self):
        same = [dict(row) for row in ROWS]
        self.assertEqual(fingerprint(ROWS), fingerprint(same))
        same[7]['size'] += 1e-9
        self.assertNotEqual(fingerprint(ROWS), fingerprint(same))


class TablesTest(LogTest):
    """MLflow's own loader predicts what the model predicts."""

    def setUp(self) -> None:
        super().setUp()
        import numpy as np
        import pandas as pd

        draw = np.random.default_rng(0)
        self.frame = pd.DataFrame(
            {
                'monthly': draw.normal(60, 20, 200),
                'tenure': draw.integers(0, 70, 200),
                'contract': draw.choice(['month', 'year'], 200),
            }
        )
        self.target = pd.Series((self.frame['monthly'] > 60).astype(int), name='churned')
        self.numbers = self.frame[['monthly', 'tenure']]

    def assert_same(self, model: Any, rows: Any, **more: Any) -> Any:
        import mlflow.pyfunc
        import numpy as np

        logged = self.log(model, training_data=rows, input_example=rows[:3], **more)
        loaded = mlflow.pyfunc.load_model(logged.directory)
        np.testing.assert_allclose(np.asarray(loaded.predict(rows), dtype=float), np.asarray(model.predict(rows), dtype=float))
        return loaded.metadata


@need('numpy', 'pandas', 'sklearn', 'mlflow')
class MlflowTest(TablesTest):
    def pipeline(self) -> Any:
        from sklearn.compose import make_column_transformer
        from sklearn.linear_model import LogisticRegression
        from sklearn.pipeline import make_pipeline
        from sklearn.preprocessing import OneHotEncoder

        prepare = make_column_transformer((OneHotEncoder(), ['contract']), remainder='passthrough')
        return make_pipeline(prepare, LogisticRegression(max_iter=500)).fit(self.frame, self.target)

    def test_a_scikit_pipeline_over_a_table_with_words(self):
        metadata = self.assert_same(self.pipeline(), self.frame, target=self.target)
        self.assertEqual(metadata.flavors['pipewright']['loader'], 'skops' if importlib.util.find_spec('skops') else 'cloudpickle')
        self.assertEqual([column.name for column in metadata.signature.inputs], ['monthly', 'tenure', 'contract'])

    def test_without_skops_it_is_a_pickle_and_says_so(self):
        hidden = {'skops': None, 'skops.io': None}
        with unittest.mock.patch.dict(sys.modules, hidden):
            metadata = self.assert_same(self.pipeline(), self.frame)
        self.assertEqual(metadata.flavors['pipewright']['loader'], 'cloudpickle')

    def test_an_object_of_a_block_is_kept_whole(self):
        class Mine:
            def predict(self, rows):
                return rows['monthly'] * 2

        self.assert_same(Mine(), self.numbers)

    def test_an_array_has_a_tensor_for_signature(self):
        from sklearn.linear_model import LinearRegression

        rows = self.numbers.to_numpy()
        metadata = self.assert_same(LinearRegression().fit(rows, self.target), rows)
        self.assertEqual(metadata.signature.inputs.to_dict()[0]['tensor-spec'], {'dtype': 'float64', 'shape': (-1, 2)})

    def test_the_signature_is_the_one_mlflow_infers(self):
        import pandas as pd
        from mlflow.models import infer_signature

        frame = pd.DataFrame(
            {
                'f64': [1.0, 2.0],
                'f32': pd.Series([1, 2], dtype='float32'),
                'i64': [1, 2],
                'i32': pd.Series([1, 2], dtype='int32'),
                'b': [True, False],
                's': ['x', None],
                'd': pd.to_datetime(['2026-01-01', '2026-01-02']),
                'c': pd.Categorical(['a', 'b']),
                'm': [1.0, None],
            }
        )
        self.assertEqual(fields_of(frame), json.loads(infer_signature(frame).to_dict()['inputs']))

    def test_the_profile_agrees_with_pandas(self):
        profile = profile_of(self.frame, self.target, 'churned', self.pipeline())
        by_name = {feature['name']: feature for feature in profile['features']}
        self.assertAlmostEqual(by_name['monthly']['std'], self.frame['monthly'].std())
        self.assertAlmostEqual(by_name['monthly']['quantiles'][25], self.frame['monthly'].quantile(0.25))
        self.assertEqual(sum(by_name['monthly']['counts']), 200)
        self.assertEqual(
            {entry['value']: entry['count'] for entry in by_name['contract']['categories']}, self.frame['contract'].value_counts().to_dict()
        )
        self.assertEqual([feature['name'] for feature in profile['predictions']], ['prediction', 'probability'])
        self.assertEqual(profile['target']['name'], 'churned')

    def test_requirements_name_what_the_model_is_made_of_with_versions(self):
        import sklearn

        logged = self.log(self.pipeline(), training_data=self.frame)
        lines = self.text(logged, 'requirements.txt').split()
        self.assertIn(f'scikit-learn=={sklearn.__version__}', lines)
        self.assertTrue(any(line.startswith('scipy==') for line in self.text(logged, 'requirements.lock.txt').split()))
        self.assertFalse(any(line.startswith(('mlflow', 'pipewright')) for line in lines))


@need('xgboost', 'mlflow', 'pandas')
class XgboostTest(TablesTest):
    def test_xgboost_in_its_own_format(self):
        import xgboost

        model = xgboost.XGBClassifier(n_estimators=3).fit(self.numbers, self.target)
        self.assertIn('xgboost', self.assert_same(model, self.numbers).flavors)


@need('lightgbm', 'mlflow', 'pandas')
class LightgbmTest(TablesTest):
    def test_a_booster_in_its_own_format(self):
        import lightgbm

        model = lightgbm.train({'verbose': -1}, lightgbm.Dataset(self.numbers, self.target), 3)
        self.assertIn('lightgbm', self.assert_same(model, self.numbers).flavors)


@need('onnx', 'onnxruntime', 'skl2onnx', 'mlflow')
class OnnxTest(TablesTest):
    def test_onnx(self):
        import mlflow.pyfunc
        import numpy as np
        from skl2onnx import to_onnx
        from sklearn.linear_model import LogisticRegression

        rows = self.numbers.to_numpy().astype('float32')
        model = LogisticRegression().fit(rows, self.target)
        logged = self.log(to_onnx(model, rows[:1], options={'zipmap': False}), input_example=rows[:2])
        labels = next(iter(mlflow.pyfunc.load_model(logged.directory).predict(rows).values()))
        np.testing.assert_array_equal(np.asarray(labels), model.predict(rows))
