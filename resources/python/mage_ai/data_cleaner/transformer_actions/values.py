"""Actions on the values of columns."""

from __future__ import annotations

from typing import Any, Dict

from mage_ai.data_cleaner.column_types import patterns
from mage_ai.data_cleaner.column_types.constants import NUMBER_TYPES, ColumnType
from mage_ai.data_cleaner.transformer_actions.aggregations import mode
from mage_ai.data_cleaner.transformer_actions.utils import is_text_column, kind_of, without_blanks

TYPES = {
    'category': 'object',
    'category_high_cardinality': 'object',
    'datetime': 'datetime',
    'email': 'str',
    'list': 'object',
    'number': 'int64',
    'number_with_decimals': 'float64',
    'phone_number': 'str',
    'text': 'str',
    'true_or_false': 'bool',
    'zip_code': 'str',
}


def impute(df: Any, action: Dict[str, Any]) -> Any:
    """Fills what is missing, or texts without a letter. Whole numbers stay whole where nothing is missing any more."""
    options = action['action_options']
    strategy = str(getattr(options.get('strategy'), 'value', options.get('strategy')))
    names = action['action_arguments']
    if strategy == 'no_action':
        return df
    kinds = {name: kind_of(df, name) for name in names}
    for name in names:
        df[name] = without_blanks(df[name])
    if strategy == 'remove_rows':
        return df.dropna(subset=names)
    if strategy == 'sequential' and options.get('timeseries_index'):
        df = df.sort_values(options['timeseries_index'])
    for name in names:
        df[name] = typed(filled(df, name, strategy, {**options, 'kind': kinds[name]}), kinds[name])
    return df


def filled(df: Any, name: Any, strategy: str, options: Dict[str, Any]) -> Any:
    column = df[name]
    if strategy == 'constant':
        value = options.get('value')
        return put(column, default_of(options['kind']) if value is None else value)
    if strategy == 'column':
        return column.fillna(df[options['value']])
    if strategy == 'sequential':
        return column.ffill()
    if strategy == 'random':
        present = column.dropna()
        if not len(present):
            raise ValueError(f'column {name} has no value to take others from')
        return column.mask(column.isna(), present.sample(len(column), replace=True).set_axis(column.index))
    if strategy == 'mode':
        return put(column, mode(column))
    if strategy in ('average', 'median'):
        numbers = column.astype(float)
        return put(column, numbers.mean() if strategy == 'average' else numbers.median())
    if options.get('value') is None:
        raise ValueError(f'unknown strategy of imputation: {strategy}')
    return put(column, options['value'])


def put(column: Any, value: Any) -> Any:
    """The column with a value in its gaps; of any type, if there are some."""
    is_gap = column.isna()
    return column.mask(is_gap, value) if is_gap.any() else column


def default_of(kind: ColumnType) -> Any:
    """What stands for a missing value where no constant is given."""
    import pandas

    if kind in NUMBER_TYPES:
        return 0
    if kind is ColumnType.DATETIME:
        return pandas.Timestamp.min
    return '[]' if kind is ColumnType.LIST else 'missing'


def typed(column: Any, kind: ColumnType) -> Any:
    """The column with the type of its kind, where its values have it."""
    if kind is ColumnType.TEXT:
        return column.where(column.isna(), column.astype(str))
    if kind not in NUMBER_TYPES:
        return column.infer_objects()
    try:
        numbers = column.astype(float)
    except (TypeError, ValueError):
        return column
    is_whole = kind is ColumnType.NUMBER and numbers.notna().all() and (numbers % 1 == 0).all()
    return column.astype('int64') if is_whole else numbers


SYNTAX = {
    ColumnType.DATETIME: patterns.DATETIME.match,
    ColumnType.EMAIL: patterns.EMAIL.fullmatch,
    ColumnType.NUMBER: patterns.NUMBER.fullmatch,
    ColumnType.NUMBER_WITH_DECIMALS: patterns.NUMBER.fullmatch,
    ColumnType.PHONE_NUMBER: patterns.PHONE_NUMBER.fullmatch,
    ColumnType.ZIP_CODE: patterns.ZIP_CODE.fullmatch,
}
# What other actions write is no error.
MARKS = ('invalid', 'missing')


def fix_syntax_errors(df: Any, action: Dict[str, Any]) -> Any:
    """Texts that are no value of their column's kind become missing in numbers and times, `invalid` in others."""
    for name in action['action_arguments']:
        kind = kind_of(df, name) if is_text_column(df[name]) else None
        fits = SYNTAX.get(kind) if kind is not None else None
        if fits is None:
            continue
        is_error = df[name].map(lambda cell, fits=fits: isinstance(cell, str) and cell not in MARKS and fits(cell) is None)
        if is_error.any():
            df[name] = df[name].mask(is_error, None if kind is ColumnType.DATETIME or kind in NUMBER_TYPES else 'invalid')
    return df


def normalize(df: Any, action: Dict[str, Any]) -> Any:
    """To the range from 0 to 1."""
    for name in action['action_arguments']:
        low, high = df[name].min(), df[name].max()
        df[name] = (df[name] - low) / ((high - low) or 1)
    return df


def standardize(df: Any, action: Dict[str, Any]) -> Any:
    """To mean 0 and standard deviation 1."""
    for name in action['action_arguments']:
        df[name] = (df[name] - df[name].mean()) / (df[name].std(ddof=0) or 1)
    return df


def reformat(df: Any, action: Dict[str, Any]) -> Any:
    options = action['action_options']
    kind = options.get('reformat')
    for name in action['action_arguments']:
        column = df[name]
        if kind == 'trim':
            df[name] = column.str.strip()
        elif kind == 'date_format_conversion':
            df[name] = as_dates(column)
        elif kind == 'currency_to_num':
            df[name] = as_amounts(column) if is_text_column(column) else column
        else:
            change = kind == 'caps_standardization' and is_text_column(column)
            text = (column.str.upper() if options.get('capitalization') == 'uppercase' else column.str.lower()) if change else column
            df[name] = without_blanks(text)
    return df


def as_dates(column: Any) -> Any:
    """Texts in one of many forms as times; what is none becomes missing."""
    import pandas

    if is_text_column(column):
        column = column.str.replace(r'\s*([/\\.-])[/\\.-]*\s*', r'\1', regex=True).str.lower()
    any_form = {'format': 'mixed'} if int(pandas.__version__.split('.', maxsplit=1)[0]) > 1 else {}
    return pandas.to_datetime(column, errors='coerce', **any_form)


def as_amounts(column: Any) -> Any:
    import pandas

    return pandas.to_numeric(column.astype(str).str.replace(r'[^\d.\-]', '', regex=True), errors='coerce').astype(float)


def update_type(df: Any, action: Dict[str, Any]) -> Any:
    import pandas

    wanted = action['action_options'].get('column_type')
    kind = TYPES.get(str(getattr(wanted, 'value', wanted)), wanted)
    for name in action['action_arguments']:
        df[name] = pandas.to_datetime(df[name]) if kind == 'datetime' else df[name].astype(kind)
    return df


def update_value(df: Any, action: Dict[str, Any]) -> Any:
    from mage_ai.data_cleaner.transformer_actions.conditions import rows_where

    options = action['action_options']
    where = rows_where(df, action['action_code']) if action['action_code'] else df.index == df.index
    for name in action['action_arguments']:
        df.loc[where, name] = options.get('value')
    return df


def custom(df: Any, action: Dict[str, Any]) -> Any:
    """Executes the action's code with the frame as `df`, then its functions marked `@transformer_action`, in their order."""
    functions: list = []

    def transformer_action(function: Any) -> Any:
        functions.append(function)
        return function

    names: Dict[str, Any] = {'df': df, 'transformer_action': transformer_action}
    exec(action['action_code'], names)
    frame = names['df']
    for function in functions:
        frame = function(frame)
    return frame


ACTIONS = {
    ('column', 'custom'): custom,
    ('row', 'custom'): custom,
    ('column', 'fix_syntax_errors'): fix_syntax_errors,
    ('column', 'impute'): impute,
    ('row', 'impute'): impute,
    ('column', 'normalize'): normalize,
    ('column', 'reformat'): reformat,
    ('column', 'scale'): normalize,
    ('column', 'standardize'): standardize,
    ('column', 'update_type'): update_type,
    ('column', 'update_value'): update_value,
    ('row', 'update_value'): update_value,
}
