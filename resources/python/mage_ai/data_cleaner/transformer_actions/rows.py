"""Actions on rows."""

from __future__ import annotations

from typing import Any, Dict

from mage_ai.data_cleaner.transformer_actions.conditions import rows_where


def drop_duplicate(df: Any, action: Dict[str, Any]) -> Any:
    return df.drop_duplicates(subset=action['action_arguments'] or None, keep=action['action_options'].get('keep', 'last'))


def explode(df: Any, action: Dict[str, Any]) -> Any:
    separator = action['action_options'].get('separator')
    for column in action['action_arguments']:
        if separator:
            df[column] = df[column].astype(str).str.split(separator)
        df = df.explode(column)
    return df


def filter_rows(df: Any, action: Dict[str, Any]) -> Any:
    return df[rows_where(df, action['action_code'])]


def limit(df: Any, action: Dict[str, Any]) -> Any:
    return df[: int(action['action_options'].get('rows') or 0) or None]


def remove(df: Any, action: Dict[str, Any]) -> Any:
    wanted = action['action_options'].get('rows') or []
    return df.drop(index=wanted)


def remove_outliers(df: Any, action: Dict[str, Any]) -> Any:
    """Rows beyond one and a half times the range between the quartiles go."""
    for column in action['action_arguments']:
        low, high = df[column].quantile(0.25), df[column].quantile(0.75)
        reach = 1.5 * (high - low)
        df = df[df[column].isna() | df[column].between(low - reach, high + reach)]
    return df


def sort(df: Any, action: Dict[str, Any]) -> Any:
    """As in Mage missing numbers of the first column come first where the order is ascending; else what is missing comes last."""
    options = action['action_options']
    ascending = options.get('ascendings') or options.get('ascending', True)
    is_first = ascending[0] if isinstance(ascending, (list, tuple)) else ascending
    is_number = df[action['action_arguments'][0]].dtype.kind in 'iuf'
    return df.sort_values(action['action_arguments'], ascending=ascending, na_position='first' if is_first and is_number else 'last')


def join(df: Any, action: Dict[str, Any]) -> Any:
    options = action['action_options']
    other = options['df']
    return df.merge(other, how=options.get('how', 'left'), left_on=options.get('left_on'), right_on=options.get('right_on'))


def union(df: Any, action: Dict[str, Any]) -> Any:
    import pandas

    return pandas.concat([df, action['action_options']['df']])


ACTIONS = {
    ('row', 'drop_duplicate'): drop_duplicate,
    ('row', 'explode'): explode,
    ('row', 'filter'): filter_rows,
    ('row', 'limit'): limit,
    ('row', 'remove'): remove,
    ('row', 'remove_outliers'): remove_outliers,
    ('row', 'sort'): sort,
    ('row', 'join'): join,
    ('row', 'union'): union,
    ('column', 'explode'): explode,
    ('column', 'remove_outliers'): remove_outliers,
    ('column', 'join'): join,
    ('column', 'union'): union,
    ('column', 'sort'): sort,
    ('column', 'drop_duplicate'): drop_duplicate,
}
