"""`python -m pipewright_runner.page <block run directory> <output name> <offset> <limit>`: a part of a table as JSON."""

from __future__ import annotations

import argparse
import json
import os
import sys
from typing import Any, Optional, Sequence

from pipewright_runner.preview.tables import Table, as_table
from pipewright_runner.process import set_import_path
from pipewright_runner.request import read_request
from pipewright_runner.storage.load import load_value, read_outputs

MOST_ROWS = 10_000


class PageError(Exception):
    """The page cannot be given."""


def read_page(directory: str, name: str, offset: int, limit: int, sort: Optional[str] = None, descending: bool = False) -> dict[str, Any]:
    """Rows offset … offset + limit of a stored table, sorted first if asked."""
    table = open_table(directory, name)
    if sort is not None:
        table = sort_table(table, sort, descending)
    start = max(0, offset)
    stop = min(table.total, start + min(max(0, limit), MOST_ROWS))
    return {
        'columns': [{'name': column, 'type': dtype} for column, dtype in table.columns],
        'rows': table.rows(start, stop) if stop > start else [],
        'totalRows': table.total,
    }


def open_table(directory: str, name: str) -> Table:
    output = next((output for output in read_outputs(directory) if output['name'] == name), None)
    if output is None:
        raise PageError(f'{directory} has no output {name}')
    table = as_table(load_value(directory, output))
    if table is None:
        raise PageError(f'{name} is no table; it is {output["pythonType"]}')
    return table


def sort_table(table: Table, column: str, descending: bool) -> Table:
    if column not in [known for known, _ in table.columns]:
        raise PageError(f'there is no column {column}')
    sorted_table = table.sorted(column, descending) if table.sorted is not None else None
    if sorted_table is None:
        raise PageError('this table cannot be sorted')
    return sorted_table


def main(arguments: Sequence[str]) -> int:
    parser = argparse.ArgumentParser(prog='python -m pipewright_runner.page')
    parser.add_argument('directory')
    parser.add_argument('output')
    parser.add_argument('offset', type=int)
    parser.add_argument('limit', type=int)
    parser.add_argument('--sort')
    parser.add_argument('--descending', action='store_true')
    given = parser.parse_args(arguments)
    directory = os.path.abspath(given.directory)
    try:
        # Values may be of classes of the project.
        set_import_path(read_request(directory).project_path)
        page = read_page(directory, given.output, given.offset, given.limit, given.sort, given.descending)
    except Exception as error:
        sys.stderr.write(f'{type(error).__name__}: {error}\n')
        return 1
    json.dump(page, sys.stdout, ensure_ascii=True, allow_nan=False)
    sys.stdout.write('\n')
    return 0


if __name__ == '__main__':
    sys.exit(main(sys.argv[1:]))
