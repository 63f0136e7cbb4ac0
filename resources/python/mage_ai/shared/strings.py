"""Helpers on texts."""

import json
import re
from typing import Any, List


def is_json(text: Any) -> Any:
    """The dictionary a text holds, else False."""
    try:
        found = json.loads(str(text))
    except ValueError:
        return False
    return found if isinstance(found, dict) else False


def camel_to_snake_case(text: str) -> str:
    words = re.sub('(.)([A-Z][a-z]+)', r'\1_\2', text).replace('__', '_')
    return re.sub('([a-z0-9])([A-Z])', r'\1_\2', words).lower()


def classify(text: str) -> str:
    return ''.join(part.capitalize() for part in text.split('_'))


def format_enum(value: Any) -> Any:
    return value if type(value) is str else value.value


def is_number(value: Any) -> bool:
    try:
        float(value)
    except (TypeError, ValueError):
        return False
    return True


def string_to_number(text: str) -> Any:
    """The whole number or number a text says, else the text."""
    for kind in (int, float):
        try:
            return kind(text)
        except ValueError:
            continue
    return text


def replacer(text: str, new: str, index: int, nofail: bool = False) -> str:
    """The text with another one in the place of its character `index`."""
    if not nofail and not 0 <= index < len(text):
        raise ValueError('index outside given string')
    if index < 0:
        return new + text
    return text + new if index > len(text) else text[:index] + new + text[index + 1 :]


def remove_extension_from_filename(filename: str) -> str:
    folder, separator, name = filename.rpartition('/')
    return folder + separator + name.split('.')[0]


def capitalize_remove_underscore_lower(text: str) -> str:
    return text.replace('_', ' ').lower().capitalize()


def to_ordinal_integers(word: str) -> List[int]:
    return [ord(character) - 96 for character in word or '']


def size_of_string(text: Any) -> int:
    return len(str(text).encode())
