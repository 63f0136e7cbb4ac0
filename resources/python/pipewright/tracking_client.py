"""The helper outside of a block: a small client of the project's tracking server, in MLflow's REST API."""

from __future__ import annotations

import atexit
import json
import math
import os
import sys
import time
import urllib.error
import urllib.parse
import urllib.request
from typing import Any, Optional

from pipewright.engine import Unreachable, project_path

TIMEOUT_SECONDS = 30.0


def server_address() -> tuple[str, Optional[str]]:
    """URL and token: as MLflow's own variables say, else where the server of the project says it is."""
    url = os.environ.get('MLFLOW_TRACKING_URI')
    if url:
        return url.rstrip('/'), os.environ.get('MLFLOW_TRACKING_TOKEN')
    project = project_path()
    try:
        with open(os.path.join(project, '.pipewright', 'tracking', 'server.json'), encoding='utf-8') as file:
            told = json.load(file)
    except (OSError, ValueError):
        raise Unreachable(
            f'Nobody tracks {project} now. Start it with: pipewright tracking {project}, or open it in Experiments in the window.'
        ) from None
    return told['url'], told['token']


class Client:
    """Logs into one tracked run of this process, made on first use and ended with the process."""

    def __init__(self) -> None:
        self.url, self.token = server_address()
        self.experiment = os.environ.get('MLFLOW_EXPERIMENT_NAME', 'Default')
        self.run = self.start()
        atexit.register(self.finish)

    def start(self) -> dict[str, Any]:
        experiment = self.experiment_id()
        name = f'{os.path.basename(sys.argv[0]) or "python"} {time.strftime("%Y-%m-%d %H:%M:%S")}'
        made = self.send('POST', 'mlflow/runs/create', {'experiment_id': experiment, 'run_name': name, 'start_time': now()})
        info = made['run']['info']
        print(f'Pipewright tracks this as "{name}" in the experiment {self.experiment} at {self.url}')
        return info

    def experiment_id(self) -> str:
        try:
            query = urllib.parse.urlencode({'experiment_name': self.experiment})
            return self.send('GET', f'mlflow/experiments/get-by-name?{query}', None)['experiment']['experiment_id']
        except NotFound:
            return self.send('POST', 'mlflow/experiments/create', {'name': self.experiment})['experiment_id']

    def log_metrics(self, measured: list[tuple[str, float]], step: int, time_ms: int) -> None:
        metrics = [{'key': name, 'value': spelled(value), 'step': step, 'timestamp': time_ms} for name, value in measured]
        self.log({'metrics': metrics})

    def log_params(self, params: dict[str, str]) -> None:
        self.log({'params': [{'key': name, 'value': value} for name, value in params.items()]})

    def set_tag(self, name: str, value: str) -> None:
        self.log({'tags': [{'key': name, 'value': value}]})

    def log(self, batch: dict[str, Any]) -> None:
        self.send('POST', 'mlflow/runs/log-batch', {'run_id': self.run['run_id'], **batch})

    def log_artifact(self, path: str, name: str) -> None:
        if os.path.isdir(path):
            for parent, _, files in os.walk(path):
                for file in sorted(files):
                    full = os.path.join(parent, file)
                    self.log_artifact(full, f'{name}/{os.path.relpath(full, path)}'.replace(os.sep, '/'))
            return
        place = self.run['artifact_uri'].split(':/', 1)[1].strip('/') + '/' + name
        with open(path, 'rb') as file:
            self.request('PUT', f'mlflow-artifacts/artifacts/{urllib.parse.quote(place)}', file, os.path.getsize(path))

    def finish(self) -> None:
        failed = hasattr(sys, 'last_value') and sys.last_value is not None
        change = {'run_id': self.run['run_id'], 'status': 'FAILED' if failed else 'FINISHED', 'end_time': now()}
        try:
            self.send('POST', 'mlflow/runs/update', change)
        except (OSError, RuntimeError):
            # The server ended before this process did.
            pass

    def send(self, method: str, path: str, body: Optional[dict[str, Any]]) -> dict[str, Any]:
        data = None if body is None else json.dumps(body).encode()
        return self.request(method, path, data, None if data is None else len(data))

    def request(self, method: str, path: str, data: Any, length: Optional[int]) -> dict[str, Any]:
        headers = {'Content-Type': 'application/json'}
        if length is not None:
            headers['Content-Length'] = str(length)
        if self.token:
            headers['Authorization'] = f'Bearer {self.token}'
        request = urllib.request.Request(f'{self.url}/api/2.0/{path}', data=data, headers=headers, method=method)
        # A server of this computer is not asked through a proxy.
        opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
        try:
            with opener.open(request, timeout=TIMEOUT_SECONDS) as answer:
                return json.loads(answer.read() or b'{}')
        except urllib.error.HTTPError as error:
            raise refusal(error) from None
        except urllib.error.URLError as error:
            raise Unreachable(f'The tracking server at {self.url} does not answer: {error.reason}.') from None


class NotFound(RuntimeError):
    """What was asked for is not there."""


def refusal(error: urllib.error.HTTPError) -> RuntimeError:
    try:
        message = json.loads(error.read()).get('message', str(error))
    except ValueError:
        message = str(error)
    return NotFound(message) if error.code == 404 else RuntimeError(message)


def now() -> int:
    """Milliseconds since the epoch."""
    return time.time_ns() // 1_000_000


def spelled(value: float) -> Any:
    """JSON has no word for these; MLflow's has."""
    if math.isfinite(value):
        return value
    if math.isnan(value):
        return 'NaN'
    return 'Infinity' if value > 0 else '-Infinity'


CLIENTS: list[Client] = []


def client() -> Client:
    if not CLIENTS:
        CLIENTS.append(Client())
    return CLIENTS[0]
