"""Building actions as generated transformer blocks do."""

from __future__ import annotations

from typing import Any, Dict, List, Optional

from mage_ai.data_cleaner.transformer_actions.constants import ActionType, Axis
from mage_ai.shared.utils import clean_name

COUNTED = (ActionType.COUNT, ActionType.COUNT_DISTINCT)


def build_transformer_action(
    df: Any,
    action_type: Any,
    arguments: Optional[List[Any]] = None,
    action_code: str = '',
    options: Optional[Dict[str, Any]] = None,
    axis: Any = Axis.COLUMN,
    outputs: Optional[List[Dict[str, Any]]] = None,
    **_: Any,
) -> Dict[str, Any]:
    """An action on a frame, for `BaseAction(action).execute(df)`."""
    kind, side = ActionType(action_type), Axis(axis)
    names = list(arguments or [])
    missing = [name for name in names if isinstance(name, str) and hasattr(df, 'columns') and name not in df.columns]
    if missing and side is Axis.COLUMN:
        raise ValueError(f'the action {kind.value} names columns that are not there: {", ".join(missing)}')
    return {
        'action_type': kind.value,
        'action_arguments': names,
        'action_code': action_code or '',
        'action_options': dict(options or {}),
        'action_variables': {},
        'axis': side.value,
        'outputs': list(outputs or []),
    }


def clean_column_name(name: Any) -> str:
    """Lower case, words joined by `_`."""
    return clean_name(str(name).strip()).strip('_') or clean_name(str(name))
