"""Packages of models, each started by its own script and held to its own test."""

from __future__ import annotations

import json
import os
import platform
import subprocess
import sys
from typing import Any

from test_models import ROWS, Doubles, LogTest, TablesTest, need

from pipewright.packaging.write import Unpackable, write_package

TEMPLATES = os.path.join(os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__)))), 'templates', 'packages')


def mlmodel_of(flavors: dict[str, Any], example: Any) -> dict[str, Any]:
    return {'flavors': flavors, 'saved_input_example_info': example}


class PackageTest(LogTest):
    def write(self, logged: Any, form: str, **more: Any) -> str:
        target = os.path.join(os.path.dirname(logged.directory), form)
        told = {
            'form': form,
            'target': target,
            'files': logged.directory,
            'profile': None,
            'name': 'churn',
            'version': 7,
            'packages': {'numpy': '1.0'},
            'python': platform.python_version(),
            'templates': TEMPLATES,
            **more,
        }
        write_package(told)
        return target

    def run_test(self, folder: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run([sys.executable, 'test.py', '--here'], cwd=folder, capture_output=True, text=True, timeout=120, check=False)

    def assert_equal_predictions(self, folder: str) -> None:
        done = self.run_test(folder)
        self.assertEqual(done.returncode, 0, done.stdout + done.stderr)
        self.assertIn('Equal predictions', done.stdout)


class RowsTest(PackageTest):
    def test_a_model_without_example_and_profile_is_refused_in_words(self):
        logged = self.log(Doubles())
        flavors = {'python_function': {'loader_module': 'pipewright_model', 'model_path': 'model.pkl'}}
        with self.assertRaisesRegex(Unpackable, 'Log the model with input_example or training_data'):
            self.write(logged, 'fastapi', mlmodel={'flavors': flavors}, signature=None)

    def test_rows_come_from_the_profile_where_there_is_no_example(self):
        logged = self.log(Doubles(), training_data=ROWS, target='sold')
        flavors = {'python_function': {'loader_module': 'pipewright_model', 'model_path': 'model.pkl'}}
        profile = os.path.join(os.path.dirname(logged.directory), 'profile.json')
        folder = self.write(logged, 'mlflow', mlmodel={'flavors': flavors}, signature=None, profile=profile)
        with open(os.path.join(folder, 'example.json'), encoding='utf-8') as file:
            frame = json.load(file)['dataframe_split']
        self.assertEqual((frame['columns'], len(frame['data']), frame['data'][0]), (['size', 'colour'], 5, [2.9, 'red']))


@need('pandas', 'sklearn', 'skops', 'fastapi', 'uvicorn', 'onnxruntime', 'skl2onnx')
class ServersTest(PackageTest, TablesTest):
    def logged_with_facts(self, model: Any, rows: Any) -> tuple[Any, dict[str, Any]]:
        logged = self.log(model, training_data=rows, input_example=rows[:4])
        trusted = ['numpy.dtype']
        flavor = {'pickled_model': 'model.skops', 'serialization_format': 'skops', 'skops_trusted_types': trusted}
        example = {'artifact_path': 'input_example.json', 'type': 'dataframe'}
        signature = {'inputs': [{'name': name, 'type': 'double'} for name in rows.columns], 'outputs': None}
        return logged, {'mlmodel': mlmodel_of({'sklearn': flavor}, example), 'signature': signature}

    def test_fastapi_docker_and_onnx_predict_as_the_model_did(self):
        from sklearn.linear_model import LogisticRegression

        rows = self.numbers.astype('float64')
        logged, facts = self.logged_with_facts(LogisticRegression().fit(rows, self.target), rows)
        for form in ('fastapi', 'docker', 'onnx'):
            with self.subTest(form):
                self.assert_equal_predictions(self.write(logged, form, **facts))

    def test_the_test_fails_where_the_predictions_differ(self):
        from sklearn.linear_model import LinearRegression

        rows = self.numbers.astype('float64')
        logged, facts = self.logged_with_facts(LinearRegression().fit(rows, self.target), rows)
        folder = self.write(logged, 'onnx', **facts)
        path = os.path.join(folder, 'expected.json')
        with open(path, encoding='utf-8') as file:
            expected = json.load(file)
        with open(path, 'w', encoding='utf-8') as file:
            json.dump([value + 0.01 for value in expected], file)
        done = self.run_test(folder)
        self.assertNotEqual(done.returncode, 0)
        self.assertIn('Expected the predictions', done.stderr)

    def test_requirements_hold_the_newer_of_two_versions(self):
        from sklearn.linear_model import LinearRegression

        rows = self.numbers.astype('float64')
        logged, facts = self.logged_with_facts(LinearRegression().fit(rows, self.target), rows)
        packages = {'idna': '99.0', 'typing_extensions': '0.1', 'numpy': '1.0'}
        folder = self.write(logged, 'fastapi', **{**facts, 'packages': packages})
        with open(os.path.join(folder, 'requirements.txt'), encoding='utf-8') as file:
            lines = file.read().split()
        self.assertIn('idna==99.0', lines)
        self.assertIn('numpy==1.0', lines)
        self.assertTrue(any(line.startswith('typing_extensions==4') for line in lines), lines)
        self.assertTrue(all('==' in line for line in lines))
