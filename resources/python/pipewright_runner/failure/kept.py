"""Reads back what keep.py wrote."""

from __future__ import annotations

import json
import os
import pickle
from typing import Any, Optional

from pipewright_runner.failure.keep import FOLDER, FRAMES_FILE, VALUES_FILE
from pipewright_runner.failure.pickling import NotKept
from pipewright_runner.inputs import Inputs, read_inputs
from pipewright_runner.request import Request


class Kept:
    """The kept failure of a block run."""

    def __init__(self, directory: str, content: dict[str, Any], inputs: dict[str, Any]) -> None:
        self.directory = directory
        self.content = content
        self.frames: list[dict[str, Any]] = content['frames']
        self.start: int = content['start']
        self.inputs = inputs
        self.read: dict[int, Any] = {}

    def names(self, entries: list[dict[str, Any]]) -> dict[str, Any]:
        """Variables by name. The same value has the same identity in all frames, as it had."""
        return {entry['name']: self.value(entry) for entry in entries}

    def value(self, entry: dict[str, Any]) -> Any:
        if entry['value'] is not None:
            number = entry['value']
            if number not in self.read:
                self.read[number] = self.load(entry, self.content['values'][number])
            return self.read[number]
        if entry.get('input') in self.inputs:
            return self.inputs[entry['input']]
        return NotKept(entry['type'], entry['text'], entry['note'] or 'it could not be pickled')

    def load(self, entry: dict[str, Any], place: dict[str, int]) -> Any:
        try:
            with open(os.path.join(self.directory, FOLDER, VALUES_FILE), 'rb') as file:
                file.seek(place['offset'])
                return pickle.load(file)
        except Exception as error:
            return NotKept(entry['type'], entry['text'], f'reading it back failed ({type(error).__name__}: {error})')


class StoredInputs(dict):
    """What the upstream blocks gave, by name or number; read from where it is stored when it is first asked for."""

    def __init__(self, request: Request) -> None:
        super().__init__()
        self.request = request
        self.known = [entry['blockUuid'] for entry in request.inputs]

    def __missing__(self, key: Any) -> Any:
        name = self.known[key] if isinstance(key, int) else key
        if name not in self.known:
            raise KeyError(f'{name}; there are {", ".join(self.known) or "no upstream blocks"}')
        self.read()
        return self[name]

    def read(self) -> Inputs:
        """All of them, as the block was given them."""
        read = read_inputs(self.request)
        self.update(zip(read.names, read.values))
        return read

    def __contains__(self, key: object) -> bool:
        return key in self.known

    def __repr__(self) -> str:
        return f'<inputs of {", ".join(map(repr, self.known)) or "no upstream block"}; inputs[name] reads one>'


def read_failure(directory: str, inputs: dict[str, Any]) -> Optional[Kept]:
    """What was kept of a failure; None where nothing was."""
    try:
        with open(os.path.join(directory, FOLDER, FRAMES_FILE), encoding='utf-8') as file:
            content = json.load(file)
    except FileNotFoundError:
        return None
    return Kept(directory, content, inputs) if content.get('format') == 1 else None
