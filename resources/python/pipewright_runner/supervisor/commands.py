"""What the engine may ask of a supervisor, the same on all systems; how a block starts is each system's own."""

from __future__ import annotations

import json
import os
from typing import Any

from pipewright_runner.supervisor.blocks import Blocks

# For a cancel that does not say how long to wait.
GRACE_MS = 2000


class Commands:
    """The half of a supervisor that obeys and tells. The other half has `blocks`, `events`, `start` and `preload`."""

    blocks: Blocks
    # Where events go, a file descriptor.
    events: int
    ending: bool

    def start(self, command: dict[str, Any], line: bytes) -> None:
        raise NotImplementedError

    def preload(self, modules: list[str]) -> None:
        raise NotImplementedError

    def tell(self, event: dict[str, Any]) -> None:
        """Tells the engine; a supervisor that nobody hears ends."""
        data = json.dumps(event).encode() + b'\n'
        try:
            while data:
                data = data[os.write(self.events, data) :]
        except OSError:
            self.ending = True

    def obey(self, line: bytes) -> None:
        """Does what a line asks; what cannot be done is told, and ends nothing else."""
        command: dict[str, Any] = {}
        try:
            command = json.loads(line)
            name = command['command']
            if name == 'start':
                self.check_start(command)
                self.start(command, line)
            elif name == 'cancel':
                grace = command.get('graceMs')
                self.blocks.cancel(command['id'], max(0, GRACE_MS if grace is None else grace) / 1000)
            elif name == 'preload':
                self.preload(command['modules'])
            elif name == 'exit':
                self.ending = True
            else:
                raise ValueError(f'unknown command {name!r}')
        except Exception as error:
            block_id = command.get('id') if isinstance(command, dict) else None
            self.tell({'event': 'error', 'id': block_id, 'message': f'{type(error).__name__}: {error}'})

    def check_start(self, command: dict[str, Any]) -> None:
        if command['id'] in self.blocks.by_id:
            raise ValueError(f'block run {command["id"]} is running already')
        for name in ('directory', 'socket', 'cwd'):
            if not isinstance(command.get(name), str):
                raise ValueError(f'start needs {name}')
