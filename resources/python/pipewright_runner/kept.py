"""Outputs handed on as the objects they are: pipelines that run in one process and `cache_block_output_in_memory`."""

from __future__ import annotations

from typing import Any, Optional

# Block run directory -> its outputs; None where blocks read what was stored.
OUTPUTS: Optional[dict[str, list[Any]]] = None


def start(wanted: bool) -> None:
    global OUTPUTS
    OUTPUTS = {} if wanted else None


def keep(directory: str, outputs: list[Any]) -> None:
    if OUTPUTS is not None:
        OUTPUTS[directory] = outputs


def knows(directory: Optional[str]) -> bool:
    return OUTPUTS is not None and directory in OUTPUTS


def argument(directory: str) -> Any:
    """What one upstream gives to a function, by the rule for stored outputs."""
    outputs = (OUTPUTS or {})[directory]
    if len(outputs) == 1:
        return outputs[0]
    return list(outputs)
