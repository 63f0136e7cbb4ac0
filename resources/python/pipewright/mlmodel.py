"""Writes what stands beside a model's own file in MLflow's layout: MLmodel, requirements, environment, input example.

mlflow itself is not needed: the files are those `mlflow.pyfunc.load_model` reads.
"""

from __future__ import annotations

import datetime
import json
import os
import platform
import re
import uuid
from typing import Any, Optional

from pipewright.data import columns_of, head, is_array, is_pandas
from pipewright.distributions import distributions_of, locked, modules_of
from pipewright.signature import is_nothing

MOST_EXAMPLE_ROWS = 5
# What YAML reads as nothing but text.
PLAIN = re.compile(r'[A-Za-z_/][A-Za-z0-9_./ -]*[A-Za-z0-9_]|[A-Za-z_]')
WORDS = frozenset(('y', 'n', 'yes', 'no', 'true', 'false', 'on', 'off', 'null', 'none'))


def to_yaml(value: Any, indent: int = 0) -> str:
    """Block style for maps, JSON (which is YAML) for everything else; keys sorted as MLflow writes them."""
    lines = []
    for key in sorted(value):
        item = value[key]
        head_of = f'{" " * indent}{scalar(key)}:'
        if isinstance(item, dict) and item:
            lines.append(f'{head_of}\n{to_yaml(item, indent + 2)}')
        else:
            lines.append(f'{head_of} {scalar(item)}\n')
    return ''.join(lines)


def scalar(value: Any) -> str:
    if isinstance(value, str) and PLAIN.fullmatch(value) and value.lower() not in WORDS:
        return value
    return json.dumps(value, ensure_ascii=False)


def write_text(path: str, text: str) -> None:
    with open(path, 'w', encoding='utf-8', newline='\n') as file:
        file.write(text)


class Environment:
    """Python and the distributions a model needs: the direct ones, and with all they need."""

    def __init__(self, model: Any, modules: set[str]) -> None:
        self.python = platform.python_version()
        self.direct = distributions_of(modules_of(model) | modules)
        self.locked = locked(self.direct)


def write_environment(folder: str, environment: Environment) -> None:
    """requirements.txt (what the model's modules come from), its lock, and python_env.yaml."""
    for name, packages in (('requirements.txt', environment.direct), ('requirements.lock.txt', environment.locked)):
        write_text(os.path.join(folder, name), ''.join(f'{package}=={version}\n' for package, version in packages.items()))
    python_env = f'python: {environment.python}\nbuild_dependencies:\n- pip\n- setuptools\n- wheel\ndependencies:\n- -r requirements.txt\n'
    write_text(os.path.join(folder, 'python_env.yaml'), python_env)


def write_example(folder: str, example: Any) -> Optional[dict[str, Any]]:
    """input_example.json and what MLmodel says of it; None where the example is no table of plain values."""
    few = head(example, MOST_EXAMPLE_ROWS)
    try:
        if is_array(few):
            content = json.dumps({'inputs': few.tolist()})
            serving, info = content, {'type': 'ndarray', 'format': 'tf-serving'}
        else:
            frame = split_frame(few)
            if frame is None:
                return None
            content = json.dumps(frame)
            serving, info = json.dumps({'dataframe_split': frame}), {'type': 'dataframe', 'pandas_orient': 'split'}
    except (TypeError, ValueError):
        return None
    write_text(os.path.join(folder, 'input_example.json'), content)
    write_text(os.path.join(folder, 'serving_input_example.json'), serving)
    return {'artifact_path': 'input_example.json', 'serving_input_path': 'serving_input_example.json', **info}


def split_frame(data: Any) -> Optional[dict[str, Any]]:
    """`{"columns": […], "data": [[…]]}`, as pandas' split orientation."""
    columns = columns_of(data)
    if not columns:
        return None
    names = [name if is_pandas(data) or isinstance(data, dict) or not name.isdigit() else int(name) for name in columns]
    lists = [[cell(value) for value in (values.to_list() if hasattr(values, 'to_list') else list(values))] for values in columns.values()]
    return {'columns': names, 'data': [list(row) for row in zip(*lists)]}


def cell(value: Any) -> Any:
    """A value as JSON has it."""
    if isinstance(value, (datetime.datetime, datetime.date)):
        return value.isoformat()
    if is_nothing(value):
        return None
    return value.item() if hasattr(value, 'item') else value


def write_mlmodel(folder: str, facts: dict[str, Any]) -> None:
    """`facts`: flavors, signature, example, and what else MLmodel says."""
    signature = facts.get('signature')
    outputs = signature['outputs'] if signature else None
    content: dict[str, Any] = {
        'flavors': facts['flavors'],
        'model_uuid': uuid.uuid4().hex,
        'utc_time_created': datetime.datetime.now(datetime.timezone.utc).strftime('%Y-%m-%d %H:%M:%S.%f'),
    }
    if facts.get('example'):
        content['saved_input_example_info'] = facts['example']
    if signature:
        texts = {'inputs': json.dumps(signature['inputs']), 'outputs': None if outputs is None else json.dumps(outputs)}
        content['signature'] = {**texts, 'params': None}
    write_text(os.path.join(folder, 'MLmodel'), to_yaml(content))
