"""Conditions in action code: `price > 10 and name == "x"`."""

from __future__ import annotations

import re
from typing import Any

CLAUSE = re.compile(
    r"""^\s*(?P<column>"[^"]+"|'[^']+'|[\w.]+)\s*(?P<operator>==|!=|<=|>=|<|>|not\s+contains|contains)\s*(?P<value>.+?)\s*$"""
)
WORDS = re.compile(r"""("[^"]*"|'[^']*'|\(|\)|\s+and\s+|\s+or\s+|&&|\|\|)""")


def rows_where(df: Any, code: str) -> Any:
    """A series of booleans: where the condition holds. `or` binds less than `and`; parentheses group."""
    parts = [part for part in WORDS.split(code) if part and part.strip()]
    mask, rest = any_of(df, parts)
    if rest:
        raise ValueError(f'the condition cannot be read from here on: {"".join(rest)}')
    return mask


def any_of(df: Any, parts: list) -> Any:
    mask, parts = all_of(df, parts)
    while parts and parts[0].strip() in ('or', '||'):
        other, parts = all_of(df, parts[1:])
        mask = mask | other
    return mask, parts


def all_of(df: Any, parts: list) -> Any:
    mask, parts = one(df, parts)
    while parts and parts[0].strip() in ('and', '&&'):
        other, parts = one(df, parts[1:])
        mask = mask & other
    return mask, parts


def one(df: Any, parts: list) -> Any:
    if not parts:
        raise ValueError('the condition ends too early')
    if parts[0] == '(':
        mask, rest = any_of(df, parts[1:])
        if not rest or rest[0] != ')':
            raise ValueError('a parenthesis of the condition is not closed')
        return mask, rest[1:]
    text = ''
    while parts and parts[0].strip() not in ('and', 'or', '&&', '||', '(', ')'):
        text += parts[0]
        parts = parts[1:]
    return clause(df, text), parts


def clause(df: Any, text: str) -> Any:
    match = CLAUSE.match(text)
    if match is None:
        raise ValueError(f'the condition {text.strip()!r} is not of the form: column operator value')
    column = df[match['column'].strip('"\'')]
    operator, word = ' '.join(match['operator'].split()), match['value']
    if word in ('null', 'None'):
        return column.isna() if operator == '==' else column.notna()
    if operator.endswith('contains'):
        mask = column.notna() & column.astype(str).str.contains(word.strip('"\''), regex=False)
        return mask if operator == 'contains' else ~mask
    return compare(column, operator, literal(df, word))


def literal(df: Any, word: str) -> Any:
    """A text, a number, a truth value, or another column."""
    if word[0] in '"\'':
        return word[1:-1]
    if word.lower() in ('true', 'false'):
        return word.lower() == 'true'
    try:
        return float(word) if '.' in word or 'e' in word.lower() else int(word)
    except ValueError:
        return df[word] if word in df.columns else word


def compare(column: Any, operator: str, value: Any) -> Any:
    operations = {'==': column.eq, '!=': column.ne, '<': column.lt, '<=': column.le, '>': column.gt, '>=': column.ge}
    return operations[operator](value)
