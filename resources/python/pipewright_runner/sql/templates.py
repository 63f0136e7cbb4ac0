"""Interpolation of queries: `{{ df_1 }}`, `{{ block_output(...) }}`, then Jinja with every name known."""

from __future__ import annotations

import datetime
import json
import math
import os
import re
from typing import Any, Callable, Optional

BLOCK_OUTPUT = re.compile(r'{{\s*(block_output\s*\(.*?\))\s*}}', re.DOTALL)
EXPRESSION = re.compile(r'{{(.*?)}}', re.DOTALL)
CALL = re.compile(r"""^(\w+)\s*\(\s*(?:(['"])(.*?)\2)\s*\)$""")
ALIAS = re.compile(r'^\s+(?:as\s+)?(\w+)', re.IGNORECASE)
NO_ALIAS = frozenset(
    'where join inner left right full cross on using group order having limit union except intersect qualify window offset fetch '
    'natural lateral for tablesample anti semi asof positional'.split()
)


class TemplateError(Exception):
    """A query that cannot be filled in, and why."""


def mentioned(query: str, number: int) -> bool:
    return re.search(rf'{{{{\s*df_{number}\s*}}}}', query) is not None


def put_tables(query: str, source_of: Callable[[int], tuple[str, Optional[str]]]) -> str:
    """Replaces `{{ df_N }}`; `source_of` gives the table, and the query that stands for it where there is one."""

    def replace(match: re.Match[str]) -> str:
        table, inner = source_of(int(match[1]))
        if inner is None:
            return table
        alias = ALIAS.match(query[match.end() :])
        named = alias is not None and alias[1].lower() not in NO_ALIAS
        return f'({inner})' if named else f'({inner}) AS {table}'

    return re.sub(r'{{\s*df_(\d+)\s*}}', replace, query)


def as_records(value: Any) -> Any:
    """Frames as lists of records, as `block_output` gives them."""
    if hasattr(value, 'to_dicts'):
        return value.to_dicts()
    if hasattr(value, 'to_dict') and hasattr(value, 'columns'):
        return value.to_dict('records')
    return value


def put_block_outputs(query: str, outputs: dict[str, Any], variables: dict[str, Any]) -> str:
    """Evaluates `{{ block_output('uuid', parse=lambda data, variables: …) }}`."""

    def block_output(block_uuid: Optional[str] = None, parse: Optional[Callable[..., Any]] = None) -> Any:
        if block_uuid is not None and block_uuid not in outputs:
            known = ', '.join(outputs) or 'none'
            raise TemplateError(f'block_output: {block_uuid} is no upstream block; upstream blocks: {known}')
        data = [as_records(value) for value in outputs.values()] if block_uuid is None else as_records(outputs[block_uuid])
        return data if parse is None else parse(data, variables)

    names = {'block_output': block_output, 'datetime': datetime, 'json': json, 'math': math, 'variables': variables}
    try:
        import inflection

        names['inflection'] = inflection
    except ImportError:
        pass
    return BLOCK_OUTPUT.sub(lambda match: str(eval(match[1], names)), query)


def functions(variables: dict[str, Any]) -> dict[str, Any]:
    """What queries may call and name."""

    def variable(name: str, parse: Optional[Callable[[Any], Any]] = None) -> Any:
        value = variables.get(name)
        return value if parse is None else parse(value)

    def secret(name: str) -> Any:
        from mage_ai.data_preparation.shared.secrets import get_secret_value

        return get_secret_value(name)

    return {
        **variables,
        'env_var': os.getenv,
        'mage_secret_var': secret,
        'json_value': lambda text, key: json.loads(text)[key],
        'variables': variable,
    }


def render(text: str, variables: dict[str, Any]) -> str:
    """Fills in a text. A name nobody knows is an error: a query with a hole in it does something else than meant."""
    if '{{' not in text and '{%' not in text:
        return text
    names = functions(variables)
    try:
        import jinja2
    except ImportError:
        return render_simply(text, names)
    try:
        return jinja2.Environment(undefined=jinja2.StrictUndefined).from_string(text).render(**names)
    except jinja2.TemplateError as error:
        raise TemplateError(f'the query cannot be filled in: {error}') from error


def render_simply(text: str, names: dict[str, Any]) -> str:
    """Names and calls with one text: all that is known without Jinja."""
    if '{%' in text:
        raise TemplateError('`{% … %}` needs the package jinja2, which is not in this environment; add it')

    def value(match: re.Match[str]) -> str:
        expression = match[1].strip()
        call = CALL.match(expression)
        name = call[1] if call else expression
        if not re.fullmatch(r'\w+', name):
            raise TemplateError(f'{{{{ {expression} }}}} needs the package jinja2, which is not in this environment; add it')
        if name not in names:
            raise TemplateError(f'the query cannot be filled in: {name} is not known')
        return str(names[name](call[3]) if call else names[name])

    return EXPRESSION.sub(value, text)
