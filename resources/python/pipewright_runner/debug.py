"""`python -m pipewright_runner.debug <directory>`: a block's code under a debugger, outside of any run.

The directory is a copy of a block run directory, thrown away at the end. What the block raises is not caught, so that the debugger
stops where it is raised.
"""

from __future__ import annotations

import os
import sys
import traceback
from typing import Any


def main(directory: str) -> None:
    from pipewright_runner.failure.words import type_words, value_words
    from pipewright_runner.inputs import read_inputs
    from pipewright_runner.process import own_process, set_environment, set_import_path
    from pipewright_runner.repl.again import run_again
    from pipewright_runner.request import read_request
    from pipewright_runner.result import Result
    from pipewright_runner.run_block import Session
    from pipewright_runner.talk import open_talk

    talk = open_talk()
    request = read_request(directory)
    own_process(directory)
    os.makedirs(request.path('artifacts'), exist_ok=True)
    set_import_path(request.project_path)
    set_environment(request.project_path, request.path('artifacts'))
    sys.excepthook = show_error
    returned = run_again(Session(request, talk, Result()), read_inputs(request))
    sys.stdout.write(f'{request.block_uuid} completed and returned {type_words(returned)} {value_words(returned)}\n')


def show_error(kind: type[BaseException], error: BaseException, trace: Any) -> None:
    """Without the frames of the runner."""
    from pipewright_runner.errors import strip_chain

    strip_chain(error, set())
    sys.stderr.write(''.join(traceback.format_exception(kind, error, error.__traceback__)))


if __name__ == '__main__':
    if os.name == 'nt':
        from pipewright_runner.supervisor.containment.job import hold_this_process

        hold_this_process()
    main(os.path.abspath(sys.argv[1]))
