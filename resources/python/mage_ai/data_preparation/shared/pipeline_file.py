"""Reading pipelines/<uuid>/metadata.yaml, and changing one variable in it line by line."""

import os
import re
from typing import Any, Dict, List, Optional, Tuple

from mage_ai.settings.repo import get_repo_path
from mage_ai.shared.small_yaml import load_yaml


def path_of(pipeline_uuid: str, repo_path: Optional[str] = None) -> str:
    return os.path.join(repo_path or get_repo_path(), 'pipelines', pipeline_uuid, 'metadata.yaml')


def read(pipeline_uuid: str, repo_path: Optional[str] = None) -> Dict[str, Any]:
    with open(path_of(pipeline_uuid, repo_path), encoding='utf-8') as file:
        return load_yaml(file.read()) or {}


def change_variable(pipeline_uuid: str, key: str, value: Optional[str]) -> None:
    """Sets (or with None removes) a variable; `value` is JSON, which is YAML too."""
    path = path_of(pipeline_uuid)
    with open(path, encoding='utf-8', newline='') as file:
        text = file.read()
    lines = text.splitlines(True)
    start, end = section(lines)
    if start is None:
        if value is not None:
            if lines and not lines[-1].endswith('\n'):
                lines[-1] += '\n'
            lines += ['variables:\n', f'  {key}: {value}\n']
    else:
        lines[start:end] = changed(lines[start:end], key, value)
    replace(path, ''.join(lines))


def section(lines: List[str]) -> Tuple[Optional[int], int]:
    """Where the top-level key `variables` begins and ends."""
    for start, line in enumerate(lines):
        if re.match(r'variables\s*:', line):
            end = start + 1
            while end < len(lines) and (not lines[end].strip() or lines[end][0] in ' \t'):
                end += 1
            return start, end
    return None, 0


def changed(lines: List[str], key: str, value: Optional[str]) -> List[str]:
    """The lines of the section with one variable changed."""
    inline = lines[0].split(':', 1)[1].split('#')[0].strip()
    if inline not in ('', '{}', 'null', '~'):
        raise ValueError('the variables of this pipeline are written on one line; write them one a line to change them by code')
    body = lines[1:]
    indent = next((line[: len(line) - len(line.lstrip())] for line in body if line.strip()), '  ')
    entry = re.compile(rf'{indent}["\']?{re.escape(key)}["\']?\s*:')
    new = [] if value is None else [f'{indent}{key}: {value}\n']
    for start, line in enumerate(body):
        if entry.match(line):
            end = start + 1
            while end < len(body) and body[end].startswith((indent + ' ', indent + '-')):
                end += 1
            return ['variables:\n', *body[:start], *new, *body[end:]]
    return ['variables:\n', *body, *new]


def replace(path: str, text: str) -> None:
    """Writes whole or not at all."""
    temporary = f'{path}.{os.getpid()}.tmp'
    with open(temporary, 'w', encoding='utf-8', newline='') as file:
        file.write(text)
        file.flush()
        os.fsync(file.fileno())
    os.replace(temporary, path)
