"""What code in blocks, notebooks and terminals may use of Pipewright.

    import pipewright
    pipewright.log_metric('loss', loss, step=epoch)
    pipewright.log_model(model, registered_name='churn', training_data=frame, target='churned', metrics={'auc': auc})

Standard library only until a function is used; numpy and pandas are touched only where the caller has imported them.
"""

from __future__ import annotations

import importlib
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from pipewright.models import load_model, log_model
    from pipewright.tracking import log_artifact, log_figure, log_metric, log_metrics, log_param, log_params, log_table, set_tag
    from pipewright.truth import log_truth

# Name -> the module it is in: importing `pipewright` costs nothing.
PLACES = {
    'load_model': 'pipewright.models',
    'log_model': 'pipewright.models',
    'log_artifact': 'pipewright.tracking',
    'log_figure': 'pipewright.tracking',
    'log_metric': 'pipewright.tracking',
    'log_metrics': 'pipewright.tracking',
    'log_param': 'pipewright.tracking',
    'log_params': 'pipewright.tracking',
    'log_table': 'pipewright.tracking',
    'log_truth': 'pipewright.truth',
    'set_tag': 'pipewright.tracking',
}

__all__ = [
    'load_model',
    'log_artifact',
    'log_figure',
    'log_metric',
    'log_metrics',
    'log_model',
    'log_param',
    'log_params',
    'log_table',
    'log_truth',
    'set_tag',
]


def __getattr__(name: str) -> Any:
    if name not in PLACES:
        raise AttributeError(f'module pipewright has no attribute {name}')
    return getattr(importlib.import_module(PLACES[name]), name)


def __dir__() -> list[str]:
    return sorted([*globals(), *PLACES])
