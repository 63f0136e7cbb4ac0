"""What every block run does, done once for nothing: in a process that waits for its block.

A forked process shares its memory until it writes to it, and Python writes wherever it reads. The first time through the code of the
runner is therefore several times slower than the second; who waits for a block anyway can have the first time behind it. Nothing is
written to disk, and nothing a block could see is changed.
"""

from __future__ import annotations

import json
import os
import socket

from pipewright_runner.block_code import Collected, decode, execute
from pipewright_runner.call import call, check_arguments
from pipewright_runner.logger import DictLogger
from pipewright_runner.outputs import as_outputs, as_stored
from pipewright_runner.plain_files import json_bytes, read_bytes, write_bytes
from pipewright_runner.preview.make import dump, show
from pipewright_runner.process import RUNNER_FOLDER
from pipewright_runner.request import Request
from pipewright_runner.result import Result
from pipewright_runner.storage.pickles import write_pickle
from pipewright_runner.storage.store import FORMATS
from pipewright_runner.talk import Talk
from pipewright_runner.variables import block_variables

VARIABLE = 'PIPEWRIGHT_REHEARSAL'
CODE = '@custom\ndef rehearsal(*args, **kwargs):\n    return 1\n'
REQUEST = json.dumps(
    {
        'format': 1,
        'runId': 0,
        'attempt': 1,
        'project': {'path': RUNNER_FOLDER, 'name': 'rehearsal'},
        'pipeline': {'uuid': 'rehearsal', 'type': 'python'},
        'block': {'uuid': 'rehearsal', 'name': 'rehearsal', 'type': 'custom', 'language': 'python', 'configuration': {}, 'replicaOf': None},
        'code': 'code.py',
        'sourcePath': 'custom/rehearsal.py',
        'inputs': [],
        'variables': {},
        'runTests': True,
        'extra': {},
        'reserved': {'env': 'dev', 'execution_date': '2000-01-01T00:00:00+00:00', 'ds': '2000-01-01', 'hr': '00', 'event': {}},
    }
)


def rehearse() -> None:
    """Goes through reading a request, running a block and telling its result, without a file."""
    request = Request(RUNNER_FOLDER, json.loads(REQUEST))
    talk = Talk(True, None)
    result = Result()
    variables = block_variables(request, DictLogger(talk, result.metrics))
    collected = Collected()
    execute(compile(CODE, 'rehearsal', 'exec', dont_inherit=True), collected, ['custom', 'test', 'preprocesser'], {})
    function = collected.of('custom')[0]
    check_arguments(function, [], 'rehearsal', 'custom')
    value = call(function, [], variables)
    shown = show(value, RUNNER_FOLDER)
    form = next((form for form, _, fits, _ in FORMATS if fits(value)), 'pickle')
    digest = write_pickle(as_stored(as_outputs(value)[0]), os.devnull)
    result.outputs.append({'name': 'output_0', 'format': form, 'sha256': digest, 'summary': shown.summary})
    dump(shown.preview)
    write_bytes(os.devnull, json_bytes(result.as_json()))
    rehearse_surroundings()


def rehearse_surroundings() -> None:
    """What a block process asks of the system before and after its code."""
    os.environ[VARIABLE] = 'rehearsal'
    del os.environ[VARIABLE]
    decode(read_bytes(__file__))
    os.path.exists(os.path.join(RUNNER_FOLDER, VARIABLE))
    os.listdir(RUNNER_FOLDER)
    socket.SocketType().close()
