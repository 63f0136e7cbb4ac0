"""What became of a dbt command: tests of the block, the error with the model's file and line, the rows of `dbt show`."""

from __future__ import annotations

import os
import re
from typing import TYPE_CHECKING, Any, Optional

from pipewright_runner.dbt.project import DbtProject

if TYPE_CHECKING:
    from pipewright_runner.run_block import Session

BAD = ('error', 'fail', 'runtime error', 'partial success')
TESTS = ('test', 'unit_test')
FILE_IN_TEXT = re.compile(r'\(([\w./ -]+\.(?:sql|ya?ml|py|csv))\)')
DATABASE_LINE = re.compile(r'^\s*LINE \d+:(.*)$', re.MULTILINE)
TEMPLATE_LINE = re.compile(r'\bline (\d+)\b')
NAME_IN_YAML = re.compile(r"""^\s*(?:-\s*)?name:\s*['"]?([\w.]+)""")
QUOTED = re.compile(r"""['"`]([\w.]+)['"`]""")


class DbtError(Exception):
    """dbt said no. `pipewright_places` are the files and lines it spoke of."""

    def __init__(self, message: str, places: list[tuple[str, int, str]]) -> None:
        super().__init__(message)
        self.pipewright_places = places


def status_of(result: Any) -> str:
    return str(getattr(result.status, 'value', result.status)).lower()


def results_of(answer: Any) -> list[Any]:
    """The results of single models and tests; empty for commands that have none."""
    results = getattr(answer.result, 'results', None)
    return [result for result in results or [] if getattr(result, 'node', None) is not None]


def record_tests(session: Session, answer: Any) -> None:
    """Lists dbt's tests as tests of the block."""
    for result in results_of(answer):
        status = status_of(result)
        if str(result.node.resource_type) not in TESTS or status == 'skipped':
            continue
        found = {
            'name': result.node.name,
            'state': 'failed' if status in BAD else 'passed',
            'message': result.message or None,
            'durationMs': round((result.execution_time or 0) * 1000),
            'output': '',
        }
        session.result.tests.append(found)


def check(answer: Any, command: str, project: DbtProject) -> None:
    """Raises what dbt found wrong, in its words."""
    if answer.success:
        return
    if answer.exception is not None:
        text = str(answer.exception)
        raise DbtError(f'dbt {command} failed: {text}', places_in(text, project))
    bad = [result for result in results_of(answer) if status_of(result) in BAD]
    texts, places = [], []
    for result in bad:
        text = (result.message or status_of(result)).strip()
        file = result.node.original_file_path.replace(os.sep, '/')
        told = text if file in text else f'{result.node.resource_type} {result.node.name} ({file}): {text}'
        texts.append(told)
        places.extend(test_places(result.node, project) or places_in(told, project) or [place(file, text, project)])
    if not bad:
        texts.append('the log says why.')
    raise DbtError(f'dbt {command} failed: ' + '\n'.join(texts), places)


def test_places(node: Any, project: DbtProject) -> list[tuple[str, int, str]]:
    """Where a test of a column stands: the line of the column's name below that of its model."""
    column = getattr(node, 'column_name', None)
    model = (getattr(node, 'attached_node', None) or '').split('.')[-1]
    path = os.path.join(project.folder, *node.original_file_path.replace(os.sep, '/').split('/'))
    if not column or not model:
        return []
    found = 0
    for number, line in enumerate(lines_of(path), 1):
        named = NAME_IN_YAML.match(line)
        if named and found and named[1] == column:
            return [(path, number, node.name)]
        if named and named[1] == model:
            found = number
    return [(path, found, node.name)] if found else []


def lines_of(path: str) -> list[str]:
    try:
        with open(path, encoding='utf-8', errors='replace') as file:
            return file.read().splitlines()
    except OSError:
        return []


def places_in(text: str, project: DbtProject) -> list[tuple[str, int, str]]:
    """The files of the dbt project that a message names, each once."""
    files = dict.fromkeys(FILE_IN_TEXT.findall(text))
    return [place(file, text, project) for file in files if os.path.exists(os.path.join(project.folder, file))]


def place(file: str, text: str, project: DbtProject) -> tuple[str, int, str]:
    path = os.path.join(project.folder, *file.split('/'))
    return path, line_of(text, lines_of(path)) or 1, os.path.splitext(os.path.basename(file))[0]


def line_of(text: str, lines: list[str]) -> Optional[int]:
    """The line of a file that a message speaks of. Databases count the lines of the compiled query, so that their text is looked for."""
    found = DATABASE_LINE.search(text)
    if found:
        snippet = found[1].strip().strip('.').strip()
        begins = [line.split(maxsplit=1)[:1] for line in lines]
        first = snippet.split(maxsplit=1)[:1]
        # Where the rest of the line was filled in, its first word has to do.
        return only_line_with(snippet, lines) or (begins.index(first) + 1 if begins.count(first) == 1 else None)
    counted = TEMPLATE_LINE.search(text)
    if counted and 1 <= int(counted[1]) <= len(lines):
        return int(counted[1])
    names = QUOTED.findall(text)
    for name in [*names, *(name.split('.')[-1] for name in names)]:
        number = only_line_with(name, lines)
        if number is not None:
            return number
    return None


def only_line_with(text: str, lines: list[str]) -> Optional[int]:
    numbers = [number for number, line in enumerate(lines, 1) if text and text in line]
    return numbers[0] if len(numbers) == 1 else None


def rows_of(answer: Any) -> Any:
    """What `dbt show` read, as a frame; as records where pandas is not installed. None where it read nothing."""
    tables = [table for table in (getattr(result, 'agate_table', None) for result in results_of(answer)) if table is not None]
    if not tables:
        return None
    names = list(tables[0].column_names)
    rows = [dict(zip(names, row.values())) for row in tables[0].rows]
    try:
        import pandas
    except ImportError:
        return rows
    return pandas.DataFrame(rows, columns=names)
