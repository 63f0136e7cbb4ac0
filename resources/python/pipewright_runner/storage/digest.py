"""What a stored value is, as one number: by it a later run knows whether its inputs are the same."""

from __future__ import annotations

import hashlib

CHUNK = 1 << 20


def stored_digest(path: str) -> str:
    """SHA-256 of a file that something else wrote."""
    digest = hashlib.sha256()
    buffer = memoryview(bytearray(CHUNK))
    with open(path, 'rb', buffering=0) as file:
        while True:
            count = file.readinto(buffer)
            if not count:
                return digest.hexdigest()
            digest.update(buffer[:count])
