"""Actions on rows."""

from __future__ import annotations

from typing import Any, Dict

from mage_ai.data_cleaner.column_types.constants import NUMBER_TYPES
from mage_ai.data_cleaner.transformer_actions.conditions import rows_where
from mage_ai.data_cleaner.transformer_actions.outliers import remove_outliers
from mage_ai.data_cleaner.transformer_actions.utils import kind_of


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
    return df[rows_where(df, action['action_code'])] if action['action_code'].strip() else df.take(range(len(df)))


def limit(df: Any, action: Dict[str, Any]) -> Any:
    return df[: int(action['action_options'].get('rows') or 0) or None]


def remove(df: Any, action: Dict[str, Any]) -> Any:
    wanted = action['action_options'].get('rows') or []
    return df.drop(index=[index for index in wanted if index in df.index])


def sort(df: Any, action: Dict[str, Any]) -> Any:
    """Numbers in texts sort as numbers. Rows without a number in the first column come first where the order is ascending, as in Mage."""
    names, options = action['action_arguments'], action['action_options']
    if not names:
        return df.take(range(len(df)))
    ascending = options.get('ascendings') or options.get('ascending', True)
    keys = df[list(dict.fromkeys(names))].reset_index(drop=True)
    numbers = [name for name in keys.columns if kind_of(df, name) in NUMBER_TYPES]
    missing = keys[names[0]].isna() | (keys[names[0]].astype(str) == '') if names[0] in numbers else keys.index < 0
    order = list(keys[~missing].astype(dict.fromkeys(numbers, float)).sort_values(names, ascending=ascending).index)
    apart = list(keys[missing].index)
    is_first = ascending[0] if isinstance(ascending, (list, tuple)) else ascending
    return df.iloc[apart + order if is_first else order + apart]


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
