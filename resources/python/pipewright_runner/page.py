"""Parts of stored tables as JSON: one, or as many as are asked for while it runs (`--serve`). The README says how."""

from __future__ import annotations

import argparse
import json
import os
import sys
from collections import OrderedDict
from typing import Any, Optional, Sequence

from pipewright_runner.preview.tables import Table, as_table
from pipewright_runner.process import set_import_path
from pipewright_runner.request import read_request
from pipewright_runner.storage.load import load_value, read_outputs

# Tables, and orders of them, that are kept for the next question.
KEPT_TABLES = 4
MOST_ROWS = 10_000


class PageError(Exception):
    """The page cannot be given."""


Key = tuple[Any, ...]


class Tables:
    """The tables last asked for, as stored and as sorted."""

    def __init__(self) -> None:
        self.kept: OrderedDict[Key, Table] = OrderedDict()

    def get(self, directory: str, name: str, sort: Optional[str], descending: bool) -> Table:
        key = (directory, name, modified(directory), sort, descending)
        table = self.kept.get(key)
        if table is None:
            table = open_table(directory, name) if sort is None else sort_table(self.get(directory, name, None, False), sort, descending)
            self.kept[key] = table
        self.kept.move_to_end(key)
        while len(self.kept) > KEPT_TABLES:
            self.kept.popitem(last=False)
        return table


def modified(directory: str) -> Optional[float]:
    """When the outputs of a block run directory were stored."""
    try:
        return os.stat(os.path.join(directory, 'result.json')).st_mtime
    except OSError:
        return None


def page_of(table: Table, offset: int, limit: int) -> dict[str, Any]:
    """Rows offset … offset + limit of a table."""
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


def serve(project: str) -> int:
    """Answers questions until there are no more."""
    # Values may be of classes of the project, and its modules may print when they are imported.
    answers = os.fdopen(os.dup(1), 'w', encoding='ascii')
    os.dup2(2, 1)
    set_import_path(project)
    tables = Tables()
    for line in sys.stdin.buffer:
        question = json.loads(line)
        try:
            sort = question.get('sort') or {}
            table = tables.get(question['directory'], question['output'], sort.get('column'), bool(sort.get('descending')))
            answer = {'id': question['id'], 'page': page_of(table, question['offset'], question['limit'])}
            text = json.dumps(answer, ensure_ascii=True, allow_nan=False)
        except Exception as error:
            text = json.dumps({'id': question['id'], 'error': f'{type(error).__name__}: {error}'})
        answers.write(text + '\n')
        answers.flush()
    return 0


def main(arguments: Sequence[str]) -> int:
    if arguments[:1] == ['--serve']:
        return serve(os.path.abspath(arguments[1]))
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
        table = Tables().get(directory, given.output, given.sort, given.descending)
        page = page_of(table, given.offset, given.limit)
    except Exception as error:
        sys.stderr.write(f'{type(error).__name__}: {error}\n')
        return 1
    json.dump(page, sys.stdout, ensure_ascii=True, allow_nan=False)
    sys.stdout.write('\n')
    return 0


if __name__ == '__main__':
    sys.exit(main(sys.argv[1:]))
