"""Actions on whole columns."""

from __future__ import annotations

from typing import Any, Dict

from mage_ai.data_cleaner.transformer_actions.utils import clean_column_name


def output_name(action: Dict[str, Any], position: int, default: str) -> str:
    outputs = action.get('outputs') or []
    return outputs[position]['uuid'] if position < len(outputs) and outputs[position].get('uuid') else default


def add(df: Any, action: Dict[str, Any]) -> Any:
    """A column that is the sum of columns and a number, or what an expression gives."""
    name = output_name(action, 0, '_'.join(['added', *map(str, action['action_arguments'])]))
    if action['action_code']:
        df[name] = df.eval(action['action_code'])
        return df
    total = sum(df[column] for column in action['action_arguments'])
    df[name] = total + (action['action_options'].get('value') or 0)
    return df


def clean_names(df: Any, action: Dict[str, Any]) -> Any:
    return df.rename(columns={name: clean_column_name(name) for name in action['action_arguments']})


def diff(df: Any, action: Dict[str, Any]) -> Any:
    for position, column in enumerate(action['action_arguments']):
        df[output_name(action, position, f'{column}_diff')] = df[column].diff()
    return df


def expand(df: Any, action: Dict[str, Any]) -> Any:
    """A column for each part of a text, with how often it occurs."""
    separator = action['action_options'].get('separator', ',')
    for column in action['action_arguments']:
        parts = df[column].astype(str).str.get_dummies(separator)
        df = df.join(parts.rename(columns=lambda part, column=column: f'{column}_{clean_column_name(part)}'))
    return df


def remove(df: Any, action: Dict[str, Any]) -> Any:
    return df.drop(columns=[name for name in action['action_arguments'] if name in df.columns])


def select(df: Any, action: Dict[str, Any]) -> Any:
    return df[action['action_arguments']]


def shift(direction: int) -> Any:
    def perform(df: Any, action: Dict[str, Any]) -> Any:
        periods = int(action['action_options'].get('periods') or 1) * direction
        keys = action['action_options'].get('groupby_columns')
        for position, column in enumerate(action['action_arguments']):
            moved = df.groupby(keys)[column].shift(periods) if keys else df[column].shift(periods)
            df[output_name(action, position, f'{column}_shifted')] = moved
        return df

    return perform


ACTIONS = {
    ('column', 'add'): add,
    ('column', 'clean_column_name'): clean_names,
    ('column', 'diff'): diff,
    ('column', 'expand_column'): expand,
    ('column', 'remove'): remove,
    ('column', 'select'): select,
    ('column', 'shift_down'): shift(1),
    ('column', 'shift_up'): shift(-1),
}
