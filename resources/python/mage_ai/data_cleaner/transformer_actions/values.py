"""Actions on the values of columns."""

from __future__ import annotations

from typing import Any, Dict

from mage_ai.data_cleaner.transformer_actions.aggregations import mode

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
    """Fills what is missing. Whole numbers stay whole where nothing is missing any more."""
    options = action['action_options']
    strategy = str(getattr(options.get('strategy'), 'value', options.get('strategy')))
    names = action['action_arguments']
    if strategy == 'remove_rows':
        return df.dropna(subset=names)
    if strategy == 'no_action':
        return df
    for name in names:
        df[name] = whole(filled(df, df[name], strategy, options))
    return df


def filled(df: Any, column: Any, strategy: str, options: Dict[str, Any]) -> Any:
    if strategy == 'constant':
        value = options.get('value')
        return column.fillna(default_of(column) if value is None else value)
    if strategy == 'column':
        return column.fillna(df[options['value']])
    if strategy == 'sequential':
        return column.ffill()
    if strategy == 'random':
        missing = column.isna()
        return column.mask(missing, column.dropna().sample(len(column), replace=True).set_axis(column.index))
    computed = {'average': column.mean, 'median': column.median, 'mode': lambda: mode(column)}
    if strategy not in computed:
        raise ValueError(f'unknown strategy of imputation: {strategy}')
    return column.fillna(computed[strategy]())


def default_of(column: Any) -> Any:
    """What stands for a missing value where no constant is given."""
    kind = str(column.dtype)
    if kind.startswith(('int', 'float', 'Int', 'Float')):
        return 0
    return False if kind.startswith('bool') else 'missing'


def whole(column: Any) -> Any:
    """A float column without fractions and gaps as whole numbers."""
    if str(column.dtype).startswith('float') and column.notna().all() and (column % 1 == 0).all():
        return column.astype('int64')
    return column.infer_objects()


def fix_syntax_errors(df: Any, action: Dict[str, Any]) -> Any:
    """Values that are no value of their column's type become missing."""
    import pandas

    wanted = (action.get('action_variables') or {}).get('type') or action['action_options'].get('type')
    for name in action['action_arguments']:
        if wanted in ('number', 'number_with_decimals'):
            df[name] = pandas.to_numeric(df[name], errors='coerce')
        elif wanted == 'datetime':
            df[name] = pandas.to_datetime(df[name], errors='coerce')
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
    import pandas

    options = action['action_options']
    kind = options.get('reformat')
    for name in action['action_arguments']:
        if kind == 'caps_standardization':
            text = df[name].astype('object')
            df[name] = text.str.upper() if options.get('capitalization') == 'uppercase' else text.str.lower()
        elif kind == 'currency_to_num':
            df[name] = pandas.to_numeric(df[name].astype(str).str.replace(r'[^\d.\-]', '', regex=True), errors='coerce')
        elif kind == 'date_format_conversion':
            df[name] = pandas.to_datetime(df[name], errors='coerce')
        elif kind == 'trim':
            df[name] = df[name].str.strip()
    return df


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
    """Executes the action's code with the frame as `df`."""
    names: Dict[str, Any] = {'df': df}
    exec(action['action_code'], names)
    return names['df']


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
