"""A file that is hashed while it is written, so that no byte of a large output is read again for its digest."""

from __future__ import annotations

import hashlib
import os
import queue
import threading
from typing import Any, Optional

# After each, a thread waits for the interpreter: few, but more than one, so that hashing goes beside writing.
CHUNK = 4 << 20
# Below this a thread costs more than it saves.
THREAD_BYTES = 1 << 20
# Chunks that wait to be hashed: the memory they hold is bounded.
WAITING = 8


class Hasher:
    """SHA-256 of what is given to it, in a thread of its own once there is much of it; hashing lets go of the interpreter."""

    def __init__(self) -> None:
        self.digest = hashlib.sha256()
        self.bytes = 0
        self.waiting: Optional[queue.Queue[Any]] = None
        self.thread: Optional[threading.Thread] = None

    def update(self, data: Any) -> None:
        """Adds bytes that will not change before `finish`."""
        self.bytes += len(data)
        if self.waiting is None and (self.bytes < THREAD_BYTES or not self.start_thread()):
            self.digest.update(data)
        else:
            assert self.waiting is not None
            self.waiting.put(data)

    def start_thread(self) -> bool:
        self.waiting = queue.Queue(WAITING)
        self.thread = threading.Thread(target=self.work, args=(self.waiting,), daemon=True)
        try:
            self.thread.start()
        except RuntimeError:
            # No more threads are allowed.
            self.waiting = None
            return False
        return True

    def work(self, waiting: queue.Queue[Any]) -> None:
        while True:
            data = waiting.get()
            if data is None:
                return
            self.digest.update(data)

    def finish(self) -> str:
        if self.waiting is not None and self.thread is not None:
            self.waiting.put(None)
            self.thread.join()
            self.waiting = None
        return self.digest.hexdigest()


class HashedFile:
    """Written from its beginning to its end, as picklers and libraries write files."""

    def __init__(self, path: str) -> None:
        self.descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC | getattr(os, 'O_BINARY', 0), 0o644)
        self.hasher = Hasher()
        self.size = 0

    def write(self, data: Any) -> int:
        """Writes bytes that do not change until the file is closed."""
        view = memoryview(data).cast('B') if not isinstance(data, bytes) else memoryview(data)
        for start in range(0, len(view), CHUNK):
            chunk = view[start : start + CHUNK]
            self.hasher.update(chunk)
            while chunk:
                chunk = chunk[os.write(self.descriptor, chunk) :]
        self.size += len(view)
        return len(view)

    def align(self, size: int) -> None:
        """Zeros up to a multiple of `size`."""
        self.write(bytes(-self.size % size))

    def close(self) -> str:
        """Closes the file; returns the SHA-256 of all of it."""
        try:
            return self.hasher.finish()
        finally:
            os.close(self.descriptor)
