"""Which way a block of each type is run."""

from __future__ import annotations

from typing import Any, Callable


def kind_of_block(block_type: str, language: str) -> Callable[[Any], None]:
    """The function that runs blocks of this type and language."""
    if block_type == 'dbt' and language in ('sql', 'yaml'):
        from pipewright_runner.dbt.run import run_dbt_block

        return run_dbt_block
    if language == 'sql':
        from pipewright_runner.sql.run import run_sql_block

        return run_sql_block
    if language == 'r':
        from pipewright_runner.r_blocks import run_r_block

        return run_r_block
    if language in ('shell', 'javascript'):
        from pipewright_runner.programs import run_program_block

        return run_program_block
    if block_type == 'global_data_product':
        from pipewright_runner.products import run_product_block

        return run_product_block
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
