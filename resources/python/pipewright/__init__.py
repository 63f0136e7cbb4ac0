"""What code in blocks, notebooks and terminals may use of Pipewright.

    import pipewright
    pipewright.log_model(model, registered_name='churn', training_data=frame, target='churned', metrics={'auc': auc})

Standard library only until a function is used; numpy and pandas are touched only where the caller has imported them.
"""

from __future__ import annotations

import importlib
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from pipewright.models import load_model, log_model

# Name -> the module it is in: importing `pipewright` costs nothing.
PLACES = {
    'load_model': 'pipewright.models',
    'log_model': 'pipewright.models',
}

__all__ = ['load_model', 'log_model']


def __getattr__(name: str) -> Any:
    if name not in PLACES:
        raise AttributeError(f'module pipewright has no attribute {name}')
    return getattr(importlib.import_module(PLACES[name]), name)


def __dir__() -> list[str]:
    return sorted([*globals(), *PLACES])
