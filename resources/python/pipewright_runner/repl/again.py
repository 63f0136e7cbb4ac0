"""Running the block's function once more, with the inputs and variables of then."""

from __future__ import annotations

from typing import Any

from pipewright_runner.outputs import as_outputs
from pipewright_runner.run_block import Session, block_function, call_block, execute_block
from pipewright_runner.variables import block_variables


def run_again(session: Session, read: Any) -> Any:
    """Executes the block's code and its tests as the run did, and raises what that raises. Nothing is stored.

    Conditionals held, and callbacks are for the outcome of a run: neither is run.
    """
    from pipewright_runner.kinds import kind_of_block
    from pipewright_runner.run_block import run_function_block

    request = session.request
    session.inputs = read
    session.variables = {**block_variables(request, session.logger), **read.metadata}
    kind = kind_of_block(request.block_type, request.language)
    if kind is not run_function_block:
        return kind(session)
    collected = execute_block(session, ['test', 'preprocesser'])
    returned = call_block(session, collected, block_function(session, collected))
    if request.run_tests and collected.of('test'):
        from pipewright_runner.call import call

        outputs = as_outputs(returned)
        for test in collected.of('test'):
            call(test, outputs, session.variables)
    return returned
