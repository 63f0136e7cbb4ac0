"""One process for all blocks of a run: with `run_pipeline_in_one_process` they share modules, environment variables and open things.

The engine names one block run directory after another on a socket; each block connects channels of its own, as a block process does.
"""

from __future__ import annotations

import json
import os
import socket
import traceback
from typing import Any

from pipewright_runner import kept, variables
from pipewright_runner.shared_context import SharedContext, note_use
from pipewright_runner.talk import finish_streams

CHANNELS = ('stdout', 'stderr', 'control')


def serve(told: dict[str, Any]) -> int:
    """Runs blocks until the engine closes the socket; returns the exit code of the process."""
    context = variables.SHARED = SharedContext()
    kept.start(told.get('keepOutputs', False))
    # Where output goes that a thread writes between two blocks.
    between = [os.dup(1), os.dup(2)]
    commands = connect(told['socket'], told['id'], 'control')
    with commands.makefile('rb') as lines:
        for line in lines:
            command = json.loads(line)
            code = run_one(told['socket'], command, between)
            note_use(context, command['directory'])
            commands.sendall(json.dumps({'id': command['id'], 'code': code}).encode() + b'\n')
    return 0


def connect(path: str, block_id: str, channel: str) -> socket.socket:
    """A connection to the engine, which says first whose it is."""
    connection = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
    connection.connect(path)
    connection.sendall(json.dumps({'id': block_id, 'channel': channel}).encode() + b'\n')
    return connection


def run_one(path: str, command: dict[str, Any], between: list[int]) -> int:
    """Runs one block with stdout, stderr and control channel of its own; returns what would be its exit code."""
    from pipewright_runner.run_block import run_block

    channels = [connect(path, command['id'], channel) for channel in CHANNELS]
    stdout, stderr, control = (channel.fileno() for channel in channels)
    os.dup2(stdout, 1)
    os.dup2(stderr, 2)
    os.environ['PIPEWRIGHT_FRAMES'] = '1'
    os.environ['PIPEWRIGHT_CONTROL_FD'] = str(control)
    try:
        return run_block(command['directory'])
    except BaseException:
        os.write(2, traceback.format_exc().encode('utf-8', 'backslashreplace'))
        return 1
    finally:
        finish_streams()
        os.dup2(between[0], 1)
        os.dup2(between[1], 2)
        for channel in channels:
            hang_up(channel)


def hang_up(channel: socket.socket) -> None:
    """Ends a channel also where a process that the block left behind holds it open."""
    try:
        channel.shutdown(socket.SHUT_RDWR)
    except OSError:
        pass
    channel.close()
