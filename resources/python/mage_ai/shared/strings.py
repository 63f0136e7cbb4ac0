"""Helpers on texts."""

import re
from typing import Any


def camel_to_snake_case(text: str) -> str:
    return re.sub(r'(?<=[a-z0-9])(?=[A-Z])', '_', text).lower()


def is_number(value: Any) -> bool:
    try:
        float(value)
    except (TypeError, ValueError):
        return False
    return True


def capitalize_remove_underscore_lower(text: str) -> str:
    return text.replace('_', ' ').lower().capitalize()
