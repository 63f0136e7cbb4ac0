"""Actions that add columns computed over all rows or over groups of them."""

from __future__ import annotations

from typing import Any, Callable, Dict

from mage_ai.data_cleaner.transformer_actions.conditions import rows_where

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
WINDOW = ('timestamp_feature_a', 'timestamp_feature_b', 'window')


def result_name(action: Dict[str, Any], column: str, kind: str) -> str:
    outputs = action.get('outputs') or []
    position = action['action_arguments'].index(column)
    return outputs[position]['uuid'] if position < len(outputs) and outputs[position].get('uuid') else f'{column}_{kind}'


def aggregation(kind: str) -> Callable[[Any, Dict[str, Any]], Any]:
    def perform(df: Any, action: Dict[str, Any]) -> Any:
        if not action['action_arguments']:
            return df
        if action['action_options'].get('groupby_columns'):
            return of_groups(df, action, kind)
        for column in action['action_arguments']:
            df[result_name(action, column, kind)] = of_all(df[column], kind)
        return df

    return perform


def of_all(column: Any, kind: str) -> Any:
    if kind == 'mode':
        return mode(column)
    if kind in ('first', 'last'):
        return column.iloc[0 if kind == 'first' else -1] if len(column) else None
    return getattr(column, FUNCTIONS[kind])()


def of_groups(df: Any, action: Dict[str, Any], kind: str) -> Any:
    """Computed over the rows that meet the condition, and told in every row of the group. The rows are numbered anew, as in Mage."""
    keys = action['action_options']['groupby_columns']
    rows = within_window(df, action['action_options'])
    if action['action_code']:
        rows = rows[rows_where(rows, action['action_code'])]
    names = {column: result_name(action, column, kind) for column in action['action_arguments']}
    groups = rows.groupby(keys)[list(names)]
    return df.merge(groups.agg(mode if kind == 'mode' else FUNCTIONS[kind]).rename(columns=names), on=keys, how='left')


def within_window(df: Any, options: Dict[str, Any]) -> Any:
    """Rows whose second moment lies at most `window` seconds before the first, or after it where `window` is negative."""
    import pandas

    if not all(key in options for key in WINDOW):
        return df
    moments = [pandas.to_datetime(df[options[key]], utc=True) for key in WINDOW[:2]]
    seconds = (moments[0] - moments[1]).dt.total_seconds()
    return df[seconds.between(*sorted((0, options['window'])))]


def mode(column: Any) -> Any:
    found = column.mode()
    return found.iloc[0] if len(found) else None


def group(df: Any, action: Dict[str, Any]) -> Any:
    """Keeps, of each group, its rows in order: grouping alone changes no value."""
    return df.sort_values(action['action_arguments'], kind='stable') if action['action_arguments'] else df


ACTIONS = {('column', kind): aggregation(kind) for kind in [*FUNCTIONS, 'mode']}
ACTIONS[('column', 'group')] = group
