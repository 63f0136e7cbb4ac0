"""MLflow's own client, unmodified, the current one and the last 2.x, against the tracking server of a project."""

from __future__ import annotations

import importlib.util
import json
import os
import subprocess
import sys
import tempfile
import unittest
from typing import Any

HERE = os.path.dirname(os.path.abspath(__file__))
ROOT = os.path.dirname(os.path.dirname(os.path.dirname(HERE)))
NODE = os.path.join(ROOT, 'node_modules', '.bin', 'node')


def has(*modules: str) -> bool:
    return all(importlib.util.find_spec(name) is not None for name in modules)


@unittest.skipUnless(has('mlflow', 'sklearn', 'pandas'), 'mlflow, scikit-learn or pandas not installed')
@unittest.skipUnless(os.path.exists(NODE), 'the packages of Node are not installed')
class MlflowClientTest(unittest.TestCase):
    server: Any
    address: dict[str, str]

    @classmethod
    def setUpClass(cls) -> None:
        cls.folder = tempfile.TemporaryDirectory()
        project = os.path.join(cls.folder.name, 'project')
        os.makedirs(os.path.join(project, 'pipelines'))
        with open(os.path.join(project, 'metadata.yaml'), 'w', encoding='utf-8') as file:
            file.write('project_type: main\n')
        environment = {**os.environ, 'PIPEWRIGHT_DATA_DIRECTORY': os.path.join(cls.folder.name, 'data')}
        cls.server = subprocess.Popen(
            [NODE, os.path.join(ROOT, 'electron', 'cli.ts'), 'tracking', project, '--json'],
            stdout=subprocess.PIPE,
            env=environment,
            text=True,
        )
        cls.address = json.loads(cls.server.stdout.readline())

    @classmethod
    def tearDownClass(cls) -> None:
        cls.server.terminate()
        cls.server.wait(20)
        cls.server.stdout.close()
        cls.folder.cleanup()

    def run_with(self, python: str) -> str:
        environment = {
            **os.environ,
            'MLFLOW_TRACKING_URI': self.address['url'],
            'MLFLOW_TRACKING_TOKEN': self.address['token'],
            'PYTHONPATH': '',
            # Its threads change the environment while others read it.
            'MLFLOW_DISABLE_TELEMETRY': 'true',
        }
        done = subprocess.run(
            [python, os.path.join(HERE, 'mlflow_client.py')], env=environment, capture_output=True, text=True, timeout=170, check=False
        )
        self.assertEqual(done.returncode, 0, done.stdout + done.stderr)
        return done.stdout.strip().splitlines()[-1]

    def test_the_current_client(self) -> None:
        self.assertTrue(self.run_with(sys.executable).startswith('ok 3.'))

    @unittest.skipUnless('PIPEWRIGHT_MLFLOW_2' in os.environ, 'the last 2.x is not installed')
    def test_the_last_client_of_2(self) -> None:
        self.assertTrue(self.run_with(os.environ['PIPEWRIGHT_MLFLOW_2']).startswith('ok 2.'))
