"""R blocks: the block's function is called by Rscript, tables go in and out as CSV, as in Mage."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from typing import TYPE_CHECKING, Any

from pipewright_runner.block_code import BlockCodeError
from pipewright_runner.outputs import store_outputs
from pipewright_runner.programs import INPUTS_FOLDER, ProgramError, read_output

if TYPE_CHECKING:
    from pipewright_runner.run_block import Session

FUNCTIONS = {'data_loader': 'load_data', 'transformer': 'transform', 'data_exporter': 'export_data'}


def run_r_block(session: Session) -> None:
    request = session.request
    function = FUNCTIONS.get(request.block_type)
    if function is None:
        raise BlockCodeError(f'R blocks are data loaders, transformers or data exporters; this one is a {request.block_type}.')
    rscript = shutil.which('Rscript')
    if rscript is None:
        raise BlockCodeError('R blocks need R: Rscript was not found on the PATH. Install R, or write the block in Python.')
    os.makedirs(request.path(INPUTS_FOLDER), exist_ok=True)
    result = request.path(INPUTS_FOLDER, 'result.csv')
    script = request.path(INPUTS_FOLDER, 'block.r')
    with open(script, 'w', encoding='utf-8') as file:
        file.write(script_of(session, function, result))
    session.user_code_starts()
    sys.stdout.flush()
    code = subprocess.run([rscript, '--vanilla', script], stdin=subprocess.DEVNULL, check=False).returncode
    if code != 0:
        raise ProgramError(f'R ended with code {code}. What it wrote is in the log.')
    # Mage keeps no output of an R exporter.
    values = [read_output(result)] if os.path.exists(result) else None
    store_outputs(values, request, session.result)


def script_of(session: Session, function: str, result: str) -> str:
    """The block's code between the reading of its inputs and the writing of its result."""
    request = session.request
    with open(request.path(request.code), encoding='utf-8-sig') as file:
        code = file.read()
    names, lines = [], [f'global_vars <- c({variables_of(session.variables)})']
    for number, value in enumerate(session.inputs.values, 1):
        if not (hasattr(value, 'to_csv') and hasattr(value, 'columns')):
            continue
        path = request.path(INPUTS_FOLDER, f'df_{number}.csv')
        value.to_csv(path, index=False)
        names.append(f'df_{number}')
        lines.append(f'df_{number} <- read.csv({quoted(path)}, check.names = FALSE)')
    call = f'{function}({", ".join(names)})'
    if function == 'export_data':
        end = [call]
    else:
        end = [f'pipewright_result <- {call}', f'write.csv(pipewright_result, {quoted(result)}, row.names = FALSE)']
    return '\n'.join([*lines, code, *end, ''])


def variables_of(variables: dict[str, Any]) -> str:
    """Everything as text, since a vector of R holds one type."""
    return ', '.join(f'{quoted(name)} = {quoted(str(value))}' for name, value in variables.items() if name not in ('logger', 'context'))


def quoted(text: str) -> str:
    escaped = text.replace('\\', '\\\\').replace('"', '\\"').replace('\n', '\\n')
    return f'"{escaped}"'
