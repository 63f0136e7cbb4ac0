"""A temporary project whose blocks run in real child processes."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import tempfile
import textwrap
import unittest
from typing import Any, Optional

PYTHON_FOLDER = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
RESERVED = {
    'env': 'prod',
    'execution_date': '2026-11-24T10:00:00+00:00',
    'ds': '2026-11-24',
    'hr': '10',
    'event': {},
    'trigger_name': None,
    'execution_partition': '1/20261124T100000',
    'pipeline_run_id': 41,
    'retry': {'attempts': 1},
}


class Ran:
    """A block run that has ended."""

    def __init__(self, directory: str, process: subprocess.CompletedProcess[bytes]) -> None:
        self.directory = directory
        self.code = process.returncode
        self.raw = process.stdout
        self.stdout = process.stdout.decode()
        self.stderr = process.stderr.decode()
        path = os.path.join(directory, 'result.json')
        self.result: dict[str, Any] = {}
        if os.path.exists(path):
            with open(path, encoding='utf-8') as file:
                self.result = json.load(file)

    def preview(self, number: int = 0) -> dict[str, Any]:
        with open(os.path.join(self.directory, f'outputs/output_{number}/preview.json'), encoding='utf-8') as file:
            return json.load(file)

    def records(self) -> list[dict[str, Any]]:
        """The frames among the lines of stdout."""
        return [json.loads(line.split('\x1e')[1]) for line in self.stdout.split('\n') if '\x1e' in line]

    def plain(self) -> str:
        """Stdout without the frames."""
        return ''.join(line + '\n' for line in self.stdout.split('\n') if '\x1e' not in line).rstrip('\n')


class ProjectTest(unittest.TestCase):
    """A test with a project folder of its own."""

    python = sys.executable

    def setUp(self) -> None:
        self.base = tempfile.mkdtemp(prefix='pipewright-test-')
        self.addCleanup(shutil.rmtree, self.base, True)
        self.project = os.path.join(self.base, 'my_project')
        os.makedirs(self.project)

    def write(self, path: str, text: str) -> str:
        full = os.path.join(self.project, path)
        os.makedirs(os.path.dirname(full), exist_ok=True)
        with open(full, 'w', encoding='utf-8') as file:
            file.write(textwrap.dedent(text))
        return full

    def block_directory(self, code: str, kind: str = 'data_loader', uuid: str = 'block', **request: Any) -> str:
        """Makes a block run directory; `inputs` are block run directories or names mapped to them."""
        directory = os.path.join(self.project, '.pipewright/runs/1', uuid.replace('/', '_'), '1')
        os.makedirs(directory)
        inputs = request.pop('inputs', {})
        if isinstance(inputs, list):
            inputs = {f'up_{number}': ran for number, ran in enumerate(inputs, 1)}
        full = {
            'format': 1,
            'runId': 1,
            'attempt': 1,
            'project': {'path': self.project, 'name': 'my_project'},
            'pipeline': {'uuid': 'train', 'type': 'python'},
            'block': {
                'uuid': uuid,
                'name': uuid,
                'type': kind,
                'language': 'python',
                'configuration': request.pop('configuration', {}),
                'replicaOf': None,
            },
            'code': 'code.py',
            'sourcePath': f'{kind}s/{uuid}.py',
            'inputs': [
                {'blockUuid': name, 'type': 'data_loader', 'directory': ran.directory if isinstance(ran, Ran) else ran}
                for name, ran in inputs.items()
            ],
            'variables': request.pop('variables', {}),
            'reserved': request.pop('reserved', RESERVED),
            'runTests': request.pop('run_tests', True),
            'extra': request.pop('extra', {}),
        }
        full.update(request)
        for name, text in (('code.py', textwrap.dedent(code)), ('request.json', json.dumps(full))):
            with open(os.path.join(directory, name), 'w', encoding='utf-8') as file:
                file.write(text)
        return directory

    def environment(self, **more: str) -> dict[str, str]:
        kept = {k: v for k, v in os.environ.items() if not k.startswith(('PIPEWRIGHT_', 'PYTHON'))}
        return {**kept, 'PYTHONPATH': PYTHON_FOLDER, 'PIPEWRIGHT_FRAMES': '1', **more}

    def run_directory(
        self,
        directory: str,
        env: Optional[dict[str, str]] = None,
        cwd: Optional[str] = None,
    ) -> Ran:
        process = subprocess.run(
            [self.python, '-m', 'pipewright_runner', directory],
            env=env or self.environment(),
            cwd=cwd or self.project,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            timeout=60,
            check=False,
        )
        return Ran(directory, process)

    def run_code(self, code: str, kind: str = 'data_loader', uuid: str = 'block', **request: Any) -> Ran:
        return self.run_directory(self.block_directory(code, kind, uuid, **request))

    def run_file(
        self,
        name: str,
        text: str,
        language: str,
        kind: str = 'custom',
        uuid: str = 'block',
        env: Optional[dict[str, str]] = None,
        **request: Any,
    ) -> Ran:
        """Runs a block of another language, whose code file is called `name`."""
        directory = self.block_directory('', kind, uuid, **request)
        path = os.path.join(directory, 'request.json')
        with open(path, encoding='utf-8') as file:
            full = json.load(file)
        full['block']['language'] = language
        full['code'] = name
        for target, content in ((path, json.dumps(full)), (os.path.join(directory, name), text)):
            with open(target, 'w', encoding='utf-8') as file:
                file.write(content)
        return self.run_directory(directory, env)

    def loader(self, expression: str, uuid: str = 'load', imports: str = '') -> Ran:
        """A data loader that returns the value of an expression."""
        ran = self.run_code(f'{imports}\n@data_loader\ndef load(*args, **kwargs):\n    return {expression}\n', uuid=uuid)
        self.assert_completed(ran)
        return ran

    def received(self, *sources: Ran, uuid: str = 'next') -> str:
        """What a transformer below these blocks sees, as repr of its arguments."""
        code = '@transformer\ndef f(*args, **kwargs):\n    return repr(args)\n'
        ran = self.run_code(code, 'transformer', uuid, inputs=list(sources))
        self.assert_completed(ran)
        return ran.preview()['text']

    def assert_completed(self, ran: Ran) -> None:
        if ran.result.get('state') != 'completed' or ran.code != 0:
            self.fail(f'state {ran.result.get("state")}, code {ran.code}\n{ran.stdout}\n{ran.stderr}')

    def assert_failed(self, ran: Ran, words: str) -> None:
        self.assertEqual(ran.result.get('state'), 'failed', ran.stdout + ran.stderr)
        self.assertEqual(ran.code, 1)
        self.assertIn(words, ran.result['error']['type'] + ': ' + ran.result['error']['message'])
