"""Blocks that are programs: shell scripts and JavaScript or TypeScript files. Inputs and outputs are files, named by environment variables.

README.md says which.
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from typing import TYPE_CHECKING, Any, Optional

from pipewright_runner.block_code import BlockCodeError
from pipewright_runner.outputs import store_outputs
from pipewright_runner.sql.templates import as_records

if TYPE_CHECKING:
    from pipewright_runner.run_block import Session

INPUTS_FOLDER = 'program_inputs'
OUTPUTS_FOLDER = 'program_outputs'
# Node reads TypeScript from this version on.
NODE_WITH_TYPES = (22, 18)


class ProgramError(Exception):
    """A program ended with a code other than 0, or left an output that cannot be read."""


def run_program_block(session: Session) -> None:
    request = session.request
    command = command_of(request.path(request.code), request.language)
    environment = {**os.environ, **describe_inputs(session)}
    session.user_code_starts()
    sys.stdout.flush()
    # Output goes where the block's own goes; the process is in the block's group and ends with it.
    code = subprocess.run(command, env=environment, stdin=subprocess.DEVNULL, check=False).returncode
    if code != 0:
        how = f'was ended by signal {-code}' if code < 0 else f'ended with code {code}'
        raise ProgramError(f'The program {how}. What it wrote is in the log.')
    values = read_outputs(request.path(OUTPUTS_FOLDER))
    store_outputs(values or None, request, session.result)


def command_of(path: str, language: str) -> list[str]:
    if language == 'shell':
        shell = shutil.which('bash') or shutil.which('sh')
        if shell is None:
            raise BlockCodeError('No shell (bash or sh) was found on the PATH. Install one, or write the block in Python.')
        return [shell, path]
    node = shutil.which('node')
    if node is None:
        raise BlockCodeError('Node.js (node) was not found on the PATH. Install it, or write the block in Python.')
    if path.endswith('.ts'):
        check_node(node)
    return [node, path]


def check_node(node: str) -> None:
    text = subprocess.run([node, '--version'], stdout=subprocess.PIPE, check=False).stdout.decode().strip()
    try:
        version = tuple(int(part) for part in text.lstrip('v').split('.')[:2])
    except ValueError:
        return
    if version < NODE_WITH_TYPES:
        wanted = '.'.join(map(str, NODE_WITH_TYPES))
        raise BlockCodeError(f'TypeScript blocks need Node.js {wanted} or newer; {node} is {text}. Update it, or write the block as .js.')


def describe_inputs(session: Session) -> dict[str, str]:
    """Writes the inputs and variables as files; gives the environment variables that name them."""
    request = session.request
    for folder in (INPUTS_FOLDER, OUTPUTS_FOLDER):
        os.makedirs(request.path(folder), exist_ok=True)
    environment = {
        'PIPEWRIGHT_OUTPUTS': request.path(OUTPUTS_FOLDER),
        'PIPEWRIGHT_VARIABLES': request.path(INPUTS_FOLDER, 'variables.json'),
        'PIPEWRIGHT_INPUTS': request.path(INPUTS_FOLDER, 'inputs.json'),
        'PIPEWRIGHT_PROJECT': request.project_path,
    }
    entries = []
    for number, (name, value) in enumerate(zip(session.inputs.names, session.inputs.values), 1):
        path = write_input(value, request.path(INPUTS_FOLDER, f'input_{number}'))
        environment[f'PIPEWRIGHT_INPUT_{number}'] = path
        entries.append({'block': name, 'path': path})
    variables = {name: value for name, value in session.variables.items() if name != 'logger'}
    for name, content in (('inputs.json', entries), ('variables.json', variables)):
        with open(request.path(INPUTS_FOLDER, name), 'w', encoding='utf-8') as file:
            json.dump(content, file, default=str, indent=1)
    return environment


def write_input(value: Any, path: str) -> str:
    """One input: a table as CSV, a text as it is, anything else as JSON."""
    if hasattr(value, 'to_pandas'):
        value = value.to_pandas()
    if hasattr(value, 'to_csv') and hasattr(value, 'columns'):
        value.to_csv(f'{path}.csv', index=False)
        return f'{path}.csv'
    ending = 'txt' if isinstance(value, str) else 'json'
    with open(f'{path}.{ending}', 'w', encoding='utf-8') as file:
        file.write(value if isinstance(value, str) else json.dumps(as_plain(value), default=str))
    return f'{path}.{ending}'


def as_plain(value: Any) -> Any:
    """Frames as records, arrays and numbers of numpy as Python's own."""
    if isinstance(value, (list, tuple)):
        return [as_plain(part) for part in value]
    if isinstance(value, dict):
        return {str(key): as_plain(part) for key, part in value.items()}
    if hasattr(value, 'tolist'):
        return value.tolist()
    return as_records(value)


def read_outputs(folder: str) -> list[Any]:
    """The values a program left, one per file, in the order of their names."""
    names = sorted(name for name in os.listdir(folder) if not name.startswith('.'))
    return [read_output(os.path.join(folder, name)) for name in names]


def read_output(path: str) -> Any:
    ending = os.path.splitext(path)[1].lower()
    try:
        if ending == '.json':
            with open(path, encoding='utf-8') as file:
                return json.load(file)
        if ending in ('.csv', '.parquet'):
            return read_table(path, ending)
        with open(path, encoding='utf-8') as file:
            return file.read()
    except (ValueError, OSError) as error:
        raise ProgramError(f'The output {os.path.basename(path)} cannot be read: {error}') from error


def read_table(path: str, ending: str) -> Any:
    pandas = pandas_or_none()
    if pandas is not None:
        return pandas.read_csv(path) if ending == '.csv' else pandas.read_parquet(path)
    if ending == '.parquet':
        raise ProgramError(f'Reading {os.path.basename(path)} needs the package pandas, which is not in this environment; add it.')
    import csv

    with open(path, encoding='utf-8', newline='') as file:
        return list(csv.DictReader(file))


def pandas_or_none() -> Optional[Any]:
    try:
        import pandas
    except ImportError:
        return None
    return pandas
