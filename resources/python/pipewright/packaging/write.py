"""One package: the files of its form, what it needs, and the predictions it must give."""

from __future__ import annotations

import json
import os
import platform
import re
import shutil
import sys
from typing import Any, Optional

from pipewright.distributions import locked
from pipewright.packaging.rows import example_of

# Parts of the endpoint's worker that a FastAPI project takes along: what loads and calls a model, the same in both.
RUNTIME = ('errors', 'loaders', 'model', 'plain', 'table')
MLFLOW = '3.17.2'
ONNX_TOLERANCE = 1e-4
TOLERANCE = 1e-9


class Unpackable(Exception):
    """The version cannot be written in this form; the message says why."""


class Wanted:
    """What is to be written, as the engine asks for it."""

    def __init__(self, told: dict[str, Any]) -> None:
        self.form: str = told['form']
        self.target: str = told['target']
        self.files: str = told['files']
        self.mlmodel: dict[str, Any] = told['mlmodel']
        self.signature: Optional[dict[str, Any]] = told['signature']
        self.profile: Optional[str] = told['profile']
        self.name: str = told['name']
        self.version: int = told['version']
        self.packages: dict[str, str] = told['packages']
        self.python: str = told['python'] or platform.python_version()
        self.templates: str = told['templates']

    def path(self, *parts: str) -> str:
        path = os.path.join(self.target, *parts)
        os.makedirs(os.path.dirname(path), exist_ok=True)
        return path


def write_package(told: dict[str, Any]) -> dict[str, Any]:
    """Writes the whole package; gives the commands that start and test it."""
    wanted = Wanted(told)
    body = example_of(wanted.files, wanted.mlmodel, wanted.profile)
    if body is None:
        raise Unpackable(
            'Expected rows to test the package with, but the version has neither an input example nor a profile of its training '
            'data. Log the model with input_example or training_data.'
        )
    model = load(wanted)
    WRITERS[wanted.form](wanted, model, body)
    write_json(wanted.path('example.json'), body)
    write_json(wanted.path('expected.json'), expected(wanted, model, body))
    return {'start': 'python start.py', 'test': 'python test.py'}


def write_json(path: str, value: Any) -> None:
    with open(path, 'w', encoding='utf-8') as file:
        json.dump(value, file, ensure_ascii=False, indent=1)
        file.write('\n')


def load(wanted: Wanted) -> Any:
    from pipewright_serving.errors import Unloadable
    from pipewright_serving.loaders import load_model
    from pipewright_serving.table import Schema

    try:
        return load_model(wanted.files, wanted.mlmodel, Schema(fields_of(wanted)))
    except Unloadable as error:
        raise Unpackable(f'The model cannot be loaded here: {error}') from None
    except Exception as error:
        raise Unpackable(f'The model cannot be loaded here: {type(error).__name__}: {error}') from None


def fields_of(wanted: Wanted) -> list[dict[str, Any]]:
    return (wanted.signature or {}).get('inputs') or []


def rows_of(model: Any, wanted: Wanted, body: dict[str, Any]) -> Any:
    """The rows as the model takes them, by the same way as the server of the package."""
    if 'inputs' in body:
        return model.array(body['inputs'])
    columns, data = body['dataframe_split']['columns'], body['dataframe_split']['data']
    if not all(isinstance(name, str) for name in columns):
        return model.array(data)
    names = [field['name'] for field in fields_of(wanted) if field.get('name')] or columns
    return model.table(names, [[row[columns.index(name)] for row in data] for name in names])


def expected(wanted: Wanted, model: Any, body: dict[str, Any]) -> Any:
    from pipewright_serving.plain import plain

    try:
        return plain(model.predict(rows_of(model, wanted, body), {}).predictions)
    except Exception as error:
        raise Unpackable(f'The model cannot predict the rows it was to be tested with: {type(error).__name__}: {error}') from None


def template(wanted: Wanted, source: str, target: str, **values: Any) -> None:
    """Copies a file of the templates; `__NAME__` (with its quotes where the value is not a text) becomes the value."""
    with open(os.path.join(wanted.templates, source), encoding='utf-8') as file:
        text = file.read()
    for name, value in values.items():
        text = text.replace(f'__{name}__', value) if isinstance(value, str) else text.replace(f'"__{name}__"', json.dumps(value))
    with open(wanted.path(target), 'w', encoding='utf-8', newline='\n') as file:
        file.write(text)


def write_scripts(wanted: Wanted, command: list[str], tolerance: float = TOLERANCE) -> None:
    template(wanted, 'common/start.py', 'start.py', COMMAND=command)
    template(wanted, 'common/test.py', 'test.py', TOLERANCE=tolerance)


def write_requirements(wanted: Wanted, packages: dict[str, str]) -> None:
    lines = sorted((f'{name}=={version}\n' for name, version in packages.items()), key=str.lower)
    with open(wanted.path('requirements.txt'), 'w', encoding='utf-8', newline='\n') as file:
        file.writelines(lines)


def write_readme(wanted: Wanted, text: str) -> None:
    ready = (
        f'# {wanted.name}, version {wanted.version}\n\n{text}\n\nStart it:  `python start.py` (port 8000; `--port` for another)\n\n'
        'Test it:  `python test.py` starts it and compares its predictions for `example.json` with `expected.json`, what the model '
        f'said when it was packaged.\n\nMade for Python {wanted.python}; `requirements.txt` holds exact versions.\n'
    )
    with open(wanted.path('README.md'), 'w', encoding='utf-8', newline='\n') as file:
        file.write(ready)


def model_packages(wanted: Wanted) -> dict[str, str]:
    """The lock the version was trained with; what mlflow logged has only its direct requirements."""
    return dict(wanted.packages)


def write_mlflow(wanted: Wanted, model: Any, body: dict[str, Any]) -> None:
    shutil.copytree(wanted.files, wanted.path('model'))
    write_scripts(wanted, ['-m', 'mlflow', 'models', 'serve', '-m', 'model', '-p', 'PORT', '--host', '127.0.0.1', '--env-manager', 'local'])
    packages = model_packages(wanted)
    if not any(name.lower() in ('mlflow', 'mlflow-skinny') for name in packages):
        packages['mlflow'] = MLFLOW
    write_requirements(wanted, packages)
    write_readme(
        wanted, 'The folder `model` is an MLflow model: `mlflow.pyfunc.load_model("model")` and `mlflow models serve -m model` read it.'
    )


def write_fastapi(wanted: Wanted, model: Any, body: dict[str, Any]) -> None:
    template(wanted, 'fastapi/app/__init__.py', 'app/__init__.py')
    template(wanted, 'fastapi/app/main.py', 'app/main.py')
    shutil.copytree(wanted.files, wanted.path('app', 'model', 'files'))
    facts = {'name': wanted.name, 'version': wanted.version, 'mlmodel': wanted.mlmodel, 'signature': wanted.signature}
    write_json(wanted.path('app', 'model', 'facts.json'), facts)
    write_runtime(wanted)
    write_scripts(wanted, ['-m', 'uvicorn', 'app.main:app', '--host', '127.0.0.1', '--port', 'PORT'])
    write_requirements(wanted, with_server(wanted, model_packages(wanted)))
    write_readme(
        wanted,
        'A FastAPI project: `POST /predict` with `{"rows": [{"column": value}]}`, `POST /invocations` in the forms of MLflow, `/docs` '
        'for a page of them all.',
    )


def write_runtime(wanted: Wanted) -> None:
    """What loads and calls the model, the very modules Pipewright serves it with."""
    import pipewright_serving

    source = os.path.dirname(os.path.abspath(pipewright_serving.__file__))
    with open(wanted.path('app', 'runtime', '__init__.py'), 'w', encoding='utf-8') as file:
        file.write('"""Loads a folder in MLflow\'s layout and calls the model in it."""\n')
    for name in RUNTIME:
        with open(os.path.join(source, f'{name}.py'), encoding='utf-8') as file:
            text = file.read()
        with open(wanted.path('app', 'runtime', f'{name}.py'), 'w', encoding='utf-8', newline='\n') as file:
            file.write(text.replace('pipewright_serving.', 'app.runtime.'))


def with_server(wanted: Wanted, packages: dict[str, str]) -> dict[str, str]:
    """The model's packages and those of the server; of two versions of one package the newer."""
    minor = tuple(int(part) for part in re.findall(r'\d+', wanted.python)[:2])
    lock = 'server-3.11.txt' if minor >= (3, 11) else 'server-3.9.txt'
    found = dict(packages)
    known = {name.lower().replace('_', '-'): name for name in packages}
    with open(os.path.join(wanted.templates, 'fastapi', lock), encoding='utf-8') as file:
        for line in file:
            match = re.match(r'([A-Za-z0-9._-]+)==([^\s;]+)\s*(?:;(.*))?$', line)
            if match is None or not applies(match[3], minor):
                continue
            name = known.get(match[1].lower().replace('_', '-'), match[1])
            if name not in found or numbers(match[2]) > numbers(found[name]):
                found[name] = match[2]
    return found


def applies(marker: Optional[str], minor: tuple[int, ...]) -> bool:
    """Markers of the lock are about the version of Python and, for colours on Windows, the system."""
    for clause in (marker or '').split(' and '):
        bound = re.match(r"\s*python_full_version\s*(<|>=|==)\s*'(\d+)\.(\d+)", clause)
        if bound is not None:
            edge = (int(bound[2]), int(bound[3]))
            if not {'<': minor < edge, '>=': minor >= edge, '==': minor == edge}[bound[1]]:
                return False
        elif 'sys_platform' in clause and "'win32'" in clause and sys.platform != 'win32':
            return False
    return True


def numbers(version: str) -> list[int]:
    return [int(part) for part in re.findall(r'\d+', version)]


def write_docker(wanted: Wanted, model: Any, body: dict[str, Any]) -> None:
    write_fastapi(wanted, model, body)
    minor = '.'.join(wanted.python.split('.')[:2])
    template(wanted, 'docker/Dockerfile', 'Dockerfile', PYTHON=minor)
    for name in ('compose.yaml', '.dockerignore'):
        template(wanted, f'docker/{name}', name)
    write_readme(wanted, 'An image of the model: `docker compose up --build` serves it on port 8000. Without Docker:')


def write_onnx(wanted: Wanted, model: Any, body: dict[str, Any]) -> None:
    if 'onnx' in (wanted.mlmodel.get('flavors') or {}):
        data = wanted.mlmodel['flavors']['onnx'].get('data') or 'model.onnx'
        shutil.copyfile(os.path.join(wanted.files, data), wanted.path('model.onnx'))
    else:
        converted = convert(model, rows_of(model, wanted, body))
        with open(wanted.path('model.onnx'), 'wb') as file:
            file.write(converted)
    template(wanted, 'onnx/server.py', 'server.py')
    names = [field['name'] for field in fields_of(wanted) if field.get('name')]
    write_json(wanted.path('columns.json'), names)
    write_scripts(wanted, ['server.py', 'PORT'], ONNX_TOLERANCE)
    write_requirements(wanted, locked(['onnxruntime', 'numpy']) or {'onnxruntime': '1.32.0'})
    write_readme(
        wanted, '`model.onnx` is read by ONNX Runtime from Python, C++, C#, Java, JavaScript and others; numbers in it have 32 bits.'
    )


def convert(model: Any, rows: Any) -> bytes:
    """By skl2onnx; columns of a table become one input each."""
    if 'sklearn' not in sys.modules or not hasattr(model.native, 'get_params'):
        raise Unpackable('Only scikit-learn models can be converted to ONNX here. Choose another form, or log the model as ONNX.')
    try:
        from skl2onnx import to_onnx
    except ImportError:
        raise Unpackable('Converting to ONNX needs the package skl2onnx, which this environment lacks. Install it.') from None
    example = with_small_numbers(rows)
    options = {'zipmap': False} if hasattr(model.native, 'classes_') else None
    try:
        return to_onnx(model.native, example, options=options).SerializeToString()
    except Exception as error:
        # An estimator that takes a matrix has no use for one input per column.
        matrix = matrix_of(example)
        if matrix is None:
            raise Unpackable(f'skl2onnx cannot convert this model: {type(error).__name__}: {error}') from None
    try:
        return to_onnx(model.native, matrix, options=options).SerializeToString()
    except Exception as error:
        raise Unpackable(f'skl2onnx cannot convert this model: {type(error).__name__}: {error}') from None


def matrix_of(rows: Any) -> Any:
    """A table of nothing but numbers as one matrix; None for any other."""
    if hasattr(rows, 'columns') and all(rows[name].dtype.kind == 'f' for name in rows.columns):
        return rows.to_numpy()
    return None


def with_small_numbers(rows: Any) -> Any:
    """Numbers of 64 bits as 32: what most operators of ONNX take."""
    if hasattr(rows, 'columns'):
        small = {name: 'float32' for name in rows.columns if rows[name].dtype.kind in 'fiu'}
        return rows.astype(small)
    return rows.astype('float32') if getattr(rows, 'dtype', None) is not None and rows.dtype.kind in 'fiu' else rows


WRITERS = {'mlflow': write_mlflow, 'fastapi': write_fastapi, 'docker': write_docker, 'onnx': write_onnx}
