"""What a stored value is, as one number: by it a later run knows whether its inputs are the same."""

from __future__ import annotations

import hashlib
import os

CHUNK = 1 << 20


def stored_digest(path: str) -> str:
    """SHA-256 of the file of a stored value, followed by that of its `.restore.json` where it has one."""
    digest = hashlib.sha256()
    for name in (path, path + '.restore.json'):
        if os.path.exists(name):
            add_file(digest, name)
    return digest.hexdigest()


def add_file(digest: hashlib._Hash, path: str) -> None:
    buffer = memoryview(bytearray(CHUNK))
    with open(path, 'rb', buffering=0) as file:
        while True:
            count = file.readinto(buffer)
            if not count:
                return
            digest.update(buffer[:count])
