"""What a block returned, as outputs."""

from __future__ import annotations

import inspect
import os
from typing import Any

from pipewright_runner.libraries import is_pandas_frame, is_pandas_series, is_polars_frame, type_name
from pipewright_runner.plain_files import make_folder
from pipewright_runner.preview.make import relative, show, write_preview
from pipewright_runner.request import Request
from pipewright_runner.result import Result
from pipewright_runner.storage.pickles import StoreError, write_pickle
from pipewright_runner.storage.store import Storing, folder_bytes

# A list of more outputs than this is kept in one file, with previews of the first ones only.
SEPARATE_OUTPUTS = 100


def as_outputs(returned: Any) -> list[Any]:
    """Mage's rule: nothing is no output, each element of a list or tuple is an output, anything else is one."""
    if returned is None:
        return []
    if isinstance(returned, (list, tuple)):
        return list(returned)
    return [collect(returned)] if is_generator(returned) else [returned]


def is_generator(value: Any) -> bool:
    return inspect.isgenerator(value)


def collect(generator: Any) -> Any:
    """All a generator yields: one frame if it yields frames, else the list."""
    parts = list(generator)
    if parts and all(map(is_pandas_frame, parts)):
        import pandas

        return pandas.concat(parts, ignore_index=True)
    if parts and all(map(is_polars_frame, parts)):
        import polars

        return polars.concat(parts)
    return parts


def store_outputs(returned: Any, request: Request, result: Result) -> list[Any]:
    """Stores all outputs and returns their values, as the next block and the block's tests get them."""
    values = as_outputs(returned)
    shared = ''
    packed = len(values) > SEPARATE_OUTPUTS and not any(map(is_large, values))
    if values:
        make_folder(request.path('outputs'))
    if packed:
        shared = write_pickle(values, request.path('outputs', 'values.pickle'))
    for number, value in enumerate(values):
        if packed:
            entry = {**describe_packed(number, value, request), 'sha256': shared}
        else:
            values[number] = as_stored(value)
            entry = store_output(f'output_{number}', values[number], request)
        result.outputs.append(entry)
    return values


def is_large(value: Any) -> bool:
    return not isinstance(value, (str, int, float, bool, type(None), dict, list, tuple))


def as_stored(value: Any) -> Any:
    if not is_pandas_frame(value) and not is_pandas_series(value):
        return value
    from pipewright_runner.storage.plain_columns import plain_columns

    return plain_columns(value)


def store_output(name: str, value: Any, request: Request) -> dict[str, Any]:
    """Stores one output with its preview."""
    folder = request.path('outputs', name)
    try:
        storing = Storing(value, folder)
        try:
            # While a large value is written, it is looked at.
            entry = preview_entry(name, value, request)
        finally:
            digest = storing.finish()
    except StoreError as error:
        raise StoreError(f'{name} of block {request.block_uuid}: {error}') from error.__cause__
    path = f'outputs/{name}/{storing.file}'
    return {**entry, 'format': storing.form, 'path': path, 'bytes': folder_bytes(folder), 'sha256': digest}


def describe_packed(number: int, value: Any, request: Request) -> dict[str, Any]:
    """The entry of an output that lies with others in one file."""
    name = f'output_{number}'
    if number < SEPARATE_OUTPUTS:
        os.makedirs(request.path('outputs', name), exist_ok=True)
        entry = preview_entry(name, value, request)
    else:
        entry = {'name': name, 'kind': 'object', 'pythonType': type_name(value), 'preview': None, 'shape': None, 'summary': ''}
    return {**entry, 'format': 'pickle', 'path': 'outputs/values.pickle', 'item': number, 'bytes': 0}


def preview_entry(name: str, value: Any, request: Request) -> dict[str, Any]:
    folder = request.path('outputs', name)
    shown = show(value, folder)
    shown.preview = relative(shown.preview, folder, request.directory)
    write_preview(shown, os.path.join(folder, 'preview.json'))
    return {
        'name': name,
        'kind': shown.preview['kind'],
        'pythonType': type_name(value),
        'preview': f'outputs/{name}/preview.json',
        'shape': shown.shape,
        'summary': shown.summary,
    }
