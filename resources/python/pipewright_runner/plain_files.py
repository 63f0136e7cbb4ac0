"""The small files of a block run directory: read and written with as little as possible.

A forked process pays for every page of memory it touches first, so a block should not need the layers of `open` for them.
"""

from __future__ import annotations

import json
import os
from typing import Any

# Made once: `json.dumps` makes one for every call that asks for anything.
ENCODER = json.JSONEncoder(ensure_ascii=False, default=repr)
O_BINARY = getattr(os, 'O_BINARY', 0)


def read_json(path: str) -> Any:
    """The content of a JSON file; OSError where it cannot be read, ValueError where it is none."""
    return json.loads(read_bytes(path).decode('utf-8'))


def read_bytes(path: str) -> bytes:
    """The whole content of a file."""
    descriptor = os.open(path, os.O_RDONLY | O_BINARY)
    try:
        parts = []
        while True:
            part = os.read(descriptor, 1 << 16)
            if not part:
                return parts[0] if len(parts) == 1 else b''.join(parts)
            parts.append(part)
    finally:
        os.close(descriptor)


def json_bytes(value: Any) -> bytes:
    """A value as JSON; what JSON has no word for, as its repr."""
    return ENCODER.encode(value).encode('utf-8', 'backslashreplace')


def write_bytes(path: str, data: bytes) -> None:
    """Writes a file anew. Who may look at it before it is whole is to be given another name first."""
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC | O_BINARY, 0o644)
    try:
        written = os.write(descriptor, data)
        while written < len(data):
            written += os.write(descriptor, data[written:])
    finally:
        os.close(descriptor)


def make_folder(path: str) -> None:
    """Makes a folder that may be there already, in a folder that is most often there."""
    try:
        os.mkdir(path)
    except FileNotFoundError:
        os.makedirs(path, exist_ok=True)
    except FileExistsError:
        if not os.path.isdir(path):
            raise
