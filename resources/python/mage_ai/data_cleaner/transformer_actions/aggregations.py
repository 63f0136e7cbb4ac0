"""Actions that add a column computed over groups or a window of time."""

from __future__ import annotations

from typing import Any, Callable, Dict

FUNCTIONS = {
    'average': 'mean',
    'count': 'count',
    'count_distinct': 'nunique',
    'first': 'first',
    'last': 'last',
    'max': 'max',
    'median': 'median',
    'min': 'min',
    'sum': 'sum',
}


def result_name(action: Dict[str, Any], column: str, kind: str) -> str:
    outputs = action.get('outputs') or []
    position = action['action_arguments'].index(column)
    return outputs[position]['uuid'] if position < len(outputs) and outputs[position].get('uuid') else f'{column}_{kind}'


def aggregation(kind: str) -> Callable[[Any, Dict[str, Any]], Any]:
    def perform(df: Any, action: Dict[str, Any]) -> Any:
        keys = action['action_options'].get('groupby_columns') or []
        for column in action['action_arguments']:
            name = result_name(action, column, kind)
            if keys:
                df[name] = df.groupby(keys)[column].transform(mode if kind == 'mode' else FUNCTIONS[kind])
            elif kind == 'mode':
                df[name] = mode(df[column])
            elif kind in ('first', 'last'):
                df[name] = df[column].iloc[0 if kind == 'first' else -1] if len(df) else None
            else:
                df[name] = getattr(df[column], FUNCTIONS[kind])()
        return df

    return perform


def mode(column: Any) -> Any:
    found = column.mode()
    return found.iloc[0] if len(found) else None


def group(df: Any, action: Dict[str, Any]) -> Any:
    """Keeps, of each group, its rows in order: grouping alone changes no value."""
    return df.sort_values(action['action_arguments'], kind='stable') if action['action_arguments'] else df


ACTIONS = {('column', kind): aggregation(kind) for kind in [*FUNCTIONS, 'mode']}
ACTIONS[('column', 'group')] = group
