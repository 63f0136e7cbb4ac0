"""Building actions as generated transformer blocks do."""

from __future__ import annotations

import re
from keyword import iskeyword
from typing import Any, Dict, List, Optional

from mage_ai.data_cleaner.column_types import patterns
from mage_ai.data_cleaner.column_types.column_type_detector import infer_column_type, infer_column_types
from mage_ai.data_cleaner.column_types.constants import ColumnType
from mage_ai.data_cleaner.transformer_actions.constants import ActionType, Axis

PASCAL = re.compile(r'(?:[A-Z][a-z]*)+')
CAMEL = re.compile(r'[a-z]+(?:[A-Z][a-z]*)*')
UPPER = re.compile(r'[A-Z0-9]+')
WORD = re.compile(r'[A-Z]?[a-z]+|[A-Z]')


def build_transformer_action(
    df: Any,
    action_type: Any,
    arguments: Optional[Any] = None,
    action_code: str = '',
    options: Optional[Dict[str, Any]] = None,
    axis: Any = Axis.COLUMN,
    outputs: Optional[List[Dict[str, Any]]] = None,
    **_: Any,
) -> Dict[str, Any]:
    """An action on a frame, for `BaseAction(action).execute(df)`. `arguments` may be the columns of a frame: generated blocks say so."""
    return {
        'action_type': ActionType(action_type).value,
        'action_arguments': [] if arguments is None else list(arguments),
        'action_code': action_code or '',
        'action_options': dict(options or {}),
        'action_variables': {},
        'axis': Axis(axis).value,
        'outputs': list(outputs or []),
    }


def build_action_variables(df: Any, ctypes: Optional[Dict[str, Any]] = None, columns: Optional[Any] = None) -> Dict[str, Any]:
    """Columns with their kinds, as old generated blocks put them into an action."""
    kinds = infer_column_types(df, column_types=ctypes)
    names = df.columns if columns is None else columns
    return {name: {'feature': {'column_type': kinds[name], 'uuid': name}, 'type': 'feature'} for name in names}


def kind_of(df: Any, column: Any) -> ColumnType:
    """What a column holds, as far as actions care."""
    return infer_column_type(df[column], column, df[column].dtype)


def is_text_column(column: Any) -> bool:
    present = column.dropna()
    return len(present) > 0 and isinstance(present.iloc[0], str)


def without_blanks(column: Any) -> Any:
    """Texts without a letter are missing values."""
    return column.mask(column.map(lambda cell: isinstance(cell, str) and not cell.strip())) if column.dtype.kind == 'O' else column


def clean_column_name(name: Any) -> str:
    """A name for code: lower case, words joined by `_` (`UserName` is `user_name`), no keyword, no number."""
    text = str(name)
    text = (f'{text}_' if iskeyword(text) else text).strip(' \'"_-')
    text = re.sub(r'[^a-zA-Z_0-9]', '', re.sub(r'[\s\-.]', '_', text))
    if patterns.NUMBER.fullmatch(text):
        text = f'number_{text}'
    if iskeyword(text):
        text = f'{text}_'
    if not UPPER.fullmatch(text) and (PASCAL.fullmatch(text) or CAMEL.fullmatch(text)):
        text = '_'.join(WORD.findall(text))
    return text.lower()
