"""Reads stored values back."""

from __future__ import annotations

import os
from typing import Any

from pipewright_runner.plain_files import read_json
from pipewright_runner.storage import arrow_tables, numpy_arrays, pandas_tables, pickles, polars_tables, spark_tables

OUTPUT_PREFIXES = ('output', 'df')


class InputError(Exception):
    """What an upstream block left cannot be read."""


def load_value(directory: str, output: dict[str, Any]) -> Any:
    """The value of one output as listed in result.json of a block run directory."""
    path = os.path.join(directory, output['path'])
    if output['format'] == 'npy':
        return numpy_arrays.read_array(path)
    if output['format'] == 'arrow':
        return polars_tables.read_arrow(path)
    if output['format'] == 'parquet':
        return load_parquet(path, output['pythonType'])
    value = pickles.read_pickle(path)
    return value[output['item']] if 'item' in output else value


def load_parquet(path: str, python_type: str) -> Any:
    """Spark writes Parquet; so did runs before for all tables."""
    library = python_type.split('.', maxsplit=1)[0]
    if library == 'polars':
        return polars_tables.read_parquet(path)
    if library == 'pyspark':
        return spark_tables.read(path)
    if library == 'pyarrow':
        return arrow_tables.read(path)
    return pandas_tables.read(path)


def read_outputs(directory: str) -> list[dict[str, Any]]:
    """The outputs a block run directory lists, in text order of their names, as Mage orders them."""
    path = os.path.join(directory, 'result.json')
    try:
        outputs = read_json(path).get('outputs') or []
    except FileNotFoundError:
        raise InputError(f'{path} is missing: the upstream block run was deleted or never ended. Run it again.') from None
    kept = [output for output in outputs if output['name'].startswith(OUTPUT_PREFIXES)]
    return sorted(kept, key=lambda output: output['name'])


def load_output(directory: str, output: dict[str, Any]) -> Any:
    """As load_value, with words about what was being read when it fails."""
    try:
        return load_value(directory, output)
    except Exception as error:
        raise InputError(
            f'{output["name"]} ({output["pythonType"]}) of {directory} cannot be read in this environment: {type(error).__name__}: {error}'
        ) from error


def load_argument(directory: str) -> Any:
    """What one upstream gives to a function: no output is [], one is its value, more are a list."""
    outputs = read_outputs(directory)
    if not outputs:
        return []
    if len(outputs) == 1:
        return load_output(directory, outputs[0])
    cache: dict[str, Any] = {}
    values = []
    for output in outputs:
        if 'item' in output:
            path = output['path']
            if path not in cache:
                cache[path] = load_output(directory, {**output, 'item': slice(None)})
            values.append(cache[path][output['item']])
        else:
            values.append(load_output(directory, output))
    return values
