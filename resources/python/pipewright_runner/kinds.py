"""Which way a block of each type is run."""

from __future__ import annotations

from typing import Any, Callable


def kind_of_block(block_type: str) -> Callable[[Any], None]:
    """The function that runs blocks of this type."""
    if block_type == 'sensor':
        from pipewright_runner.sensors import run_sensor

        return run_sensor
    if block_type == 'conditional':
        from pipewright_runner.conditionals import run_conditional

        return run_conditional
    if block_type == 'callback':
        from pipewright_runner.callbacks import run_callback

        return run_callback
    from pipewright_runner.run_block import run_function_block

    return run_function_block
