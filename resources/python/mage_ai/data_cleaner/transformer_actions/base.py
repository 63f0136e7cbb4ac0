"""Carrying out actions on frames."""

from __future__ import annotations

from typing import Any, Dict

from mage_ai.data_cleaner.transformer_actions import aggregations, columns, rows, values
from mage_ai.data_cleaner.transformer_actions.constants import ActionType, Axis, VariableType

__all__ = ['ActionType', 'Axis', 'BaseAction', 'VariableType']

# What an action written by hand, or by an old edition of Mage, may leave out.
UNSAID: Dict[str, Any] = {'action_arguments': [], 'action_code': '', 'action_options': {}, 'action_variables': {}, 'outputs': []}


class BaseAction:
    """One action: what to do, on which columns, how."""

    def __init__(self, action: Dict[str, Any]) -> None:
        self.action = {**UNSAID, **{key: value for key, value in action.items() if value is not None}}
        self.kind: str = action['action_type']
        self.axis: str = action.get('axis') or 'column'

    def execute(self, df: Any) -> Any:
        """The frame after the action; the given one stays as it is."""
        for module in (aggregations, columns, rows, values):
            perform = module.ACTIONS.get((self.axis, self.kind))
            if perform is not None:
                # Nothing can be computed of no rows, nor does Mage try.
                return df if df.empty else perform(df.copy(), self.action)
        raise ValueError(f'there is no action {self.kind} on {self.axis}s')
