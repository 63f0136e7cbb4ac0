"""A reader for the plain YAML of configuration files, used where PyYAML is not installed.

It knows maps, lists, texts, numbers, block texts and flow collections, and refuses what it does not know.
"""

import json
import re
from typing import Any, List, Tuple

KEY = re.compile(r"""^(?P<key>"[^"]*"|'[^']*'|[^\s#:"'{\[][^:#]*?)\s*:(?:\s+(?P<value>.*))?$""")
WORDS = {
    '': None,
    '~': None,
    'null': None,
    'Null': None,
    'true': True,
    'True': True,
    'yes': True,
    'on': True,
    'false': False,
    'False': False,
    'no': False,
    'off': False,
}

Line = Tuple[int, str, int]


class SmallYamlError(ValueError):
    """YAML beyond what this reader knows."""


def load_yaml(text: str) -> Any:
    """The content of a YAML text: by PyYAML if it is installed, else by this reader."""
    try:
        import yaml
    except ImportError:
        return parse(text)
    return yaml.safe_load(text)


def parse(text: str) -> Any:
    raw = text.split('\n')
    lines: List[Line] = []
    for number, line in enumerate(raw):
        stripped = without_comment(line).rstrip()
        if stripped.strip() and stripped.strip() != '---':
            lines.append((len(stripped) - len(stripped.lstrip()), stripped.strip(), number))
    if not lines:
        return None
    value, rest = block(lines, lines[0][0], raw)
    if rest:
        raise refuse(rest[0])
    return value


def refuse(line: Line) -> SmallYamlError:
    return SmallYamlError(f'line {line[2] + 1} cannot be read without the package PyYAML; add it to the environment: {line[1][:60]}')


def without_comment(line: str) -> str:
    quote = ''
    for position, character in enumerate(line):
        if quote:
            quote = '' if character == quote else quote
        elif character in '"\'' and (position == 0 or line[position - 1] in ' :[{,-'):
            quote = character
        elif character == '#' and (position == 0 or line[position - 1] in ' \t'):
            return line[:position]
    return line


def block(lines: List[Line], indent: int, raw: List[str]) -> Tuple[Any, List[Line]]:
    if lines[0][1].startswith('- ') or lines[0][1] == '-':
        return sequence(lines, indent, raw)
    if KEY.match(lines[0][1]):
        return mapping(lines, indent, raw)
    return scalar(lines[0][1], lines[0]), lines[1:]


def sequence(lines: List[Line], indent: int, raw: List[str]) -> Tuple[List[Any], List[Line]]:
    items: List[Any] = []
    while lines and lines[0][0] == indent and (lines[0][1].startswith('- ') or lines[0][1] == '-'):
        _, text, number = lines[0]
        inner = text[1:].strip()
        if not inner:
            value, lines = nested(lines[1:], indent, raw)
        else:
            deeper = indent + len(text) - len(text[1:].lstrip())
            value, lines = block([(deeper, inner, number), *lines[1:]], deeper, raw)
        items.append(value)
    return items, lines


def mapping(lines: List[Line], indent: int, raw: List[str]) -> Tuple[Any, List[Line]]:
    found: dict = {}
    while lines and lines[0][0] == indent:
        match = KEY.match(lines[0][1])
        if match is None:
            raise refuse(lines[0])
        key = scalar(match['key'], lines[0])
        value = match['value'] or ''
        if value[:1] in '|>' and value:
            found[key], lines = block_text(lines, indent, value, raw)
        elif value:
            found[key], lines = scalar(value, lines[0]), lines[1:]
        else:
            found[key], lines = nested(lines[1:], indent, raw)
    if lines and lines[0][0] > indent:
        raise refuse(lines[0])
    return found, lines


def nested(lines: List[Line], indent: int, raw: List[str]) -> Tuple[Any, List[Line]]:
    """What stands deeper than a key; a list may stand as deep as its key."""
    if not lines or lines[0][0] < indent or (lines[0][0] == indent and not lines[0][1].startswith('-')):
        return None, lines
    return block(lines, lines[0][0], raw)


def block_text(lines: List[Line], indent: int, style: str, raw: List[str]) -> Tuple[str, List[Line]]:
    start = lines[0][2] + 1
    end = start
    while end < len(raw) and (not raw[end].strip() or len(raw[end]) - len(raw[end].lstrip()) > indent):
        end += 1
    body = raw[start:end]
    depth = min((len(line) - len(line.lstrip()) for line in body if line.strip()), default=0)
    text = ('\n' if style[0] == '|' else ' ').join(line[depth:].rstrip() for line in body).rstrip()
    return text + ('' if '-' in style else '\n'), [line for line in lines if line[2] >= end]


def scalar(text: str, line: Line) -> Any:
    text = text.strip()
    if text in WORDS:
        return WORDS[text]
    if text[0] in '&*!@`%':
        raise refuse(line)
    if text[0] == '"' and text[-1] == '"':
        return json.loads(text)
    if text[0] == "'" and text[-1] == "'":
        return text[1:-1].replace("''", "'")
    if text[0] in '{[':
        return flow(text, line)
    if re.fullmatch(r'[-+]?\d+', text):
        return int(text)
    return float(text) if re.fullmatch(r'[-+]?(\d+\.\d*|\.\d+)([eE][-+]?\d+)?', text) else text


def flow(text: str, line: Line) -> Any:
    try:
        return json.loads(text)
    except ValueError:
        pass
    if '[' in text[1:] or '{' in text[1:] or text[-1] not in ']}':
        raise refuse(line)
    parts = [part for part in text[1:-1].split(',') if part.strip()]
    if text[0] == '[':
        return [scalar(part, line) for part in parts]
    pairs = [part.split(':', 1) for part in parts]
    if any(len(pair) != 2 for pair in pairs):
        raise refuse(line)
    return {scalar(key, line): scalar(value, line) for key, value in pairs}
