"""The engine's half of the supervisor protocol, as small as tests need it."""

from __future__ import annotations

import json
import os
import queue
import socket
import subprocess
import sys
import threading
import time
import uuid
from typing import Any, Optional

from project import PYTHON_FOLDER


class Host:
    """A supervisor with someone at the other end of its pipes and sockets."""

    def __init__(self, base: str, python: str = sys.executable, **environment: str) -> None:
        # Its own, so that tests running beside this one are left alone.
        self.mark = uuid.uuid4().hex
        self.socket_path = os.path.join(base, 'engine.sock')
        self.server = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        self.server.bind(self.socket_path)
        self.server.listen(64)
        self.text: dict[tuple[str, str], bytes] = {}
        self.closed: set[tuple[str, str]] = set()
        self.times: dict[tuple[str, str], float] = {}
        self.changed = threading.Condition()
        env = {k: v for k, v in os.environ.items() if not k.startswith(('PIPEWRIGHT_', 'PYTHON'))}
        self.process = subprocess.Popen(
            [python, '-m', 'pipewright_runner.supervisor'],
            env={**env, 'PYTHONPATH': PYTHON_FOLDER, **environment},
            cwd=base,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
        )
        self.events: queue.Queue[dict[str, Any]] = queue.Queue()
        self.seen: list[dict[str, Any]] = []
        self.reader = threading.Thread(target=self._read_events, daemon=True)
        self.reader.start()
        threading.Thread(target=self._accept, daemon=True).start()
        self.ready = self.wait('ready')

    def _read_events(self) -> None:
        assert self.process.stdout is not None
        for line in self.process.stdout:
            self.events.put(json.loads(line))
        self.events.put({'event': 'end'})

    def _accept(self) -> None:
        while True:
            try:
                connection, _ = self.server.accept()
            except OSError:
                return
            threading.Thread(target=self._read_channel, args=(connection,), daemon=True).start()

    def _read_channel(self, connection: socket.socket) -> None:
        stream = connection.makefile('rb')
        head = json.loads(stream.readline())
        key = (head['id'], head['channel'])
        while True:
            data = stream.readline()
            with self.changed:
                if not data:
                    self.closed.add(key)
                self.times.setdefault(key, time.monotonic())
                self.text[key] = self.text.get(key, b'') + data
                self.changed.notify_all()
            if not data:
                connection.close()
                return

    def send(self, **command: Any) -> None:
        assert self.process.stdin is not None
        self.process.stdin.write(json.dumps(command).encode() + b'\n')
        self.process.stdin.flush()

    def start(self, block_id: str, directory: str, cwd: str, **more: Any) -> None:
        environment = {'PIPEWRIGHT_BLOCK_RUN': f'{self.mark}:{block_id}', **more.pop('environment', {})}
        self.send(
            command='start',
            id=block_id,
            directory=directory,
            socket=self.socket_path,
            environment=environment,
            cwd=cwd,
            pythonPath=[],
            **more,
        )

    def wait(self, name: str, block_id: Optional[str] = None, seconds: float = 20) -> dict[str, Any]:
        """The next event of this name (and block), whichever others come before it."""
        for event in self.seen:
            if event['event'] == name and block_id in (None, event.get('id')):
                self.seen.remove(event)
                return event
        end = time.monotonic() + seconds
        while True:
            event = self.events.get(timeout=max(0.01, end - time.monotonic()))
            if event['event'] == name and block_id in (None, event.get('id')):
                return event
            self.seen.append(event)

    def wait_text(self, block_id: str, words: str, channel: str = 'stdout', seconds: float = 20) -> str:
        """Waits until a block has said something."""
        key = (block_id, channel)
        with self.changed:
            found = self.changed.wait_for(lambda: words.encode() in self.text.get(key, b''), seconds)
            text = self.text.get(key, b'').decode()
        if not found:
            raise AssertionError(f'{words!r} not in {text!r}')
        return text

    def whole_text(self, block_id: str, channel: str) -> bytes:
        """All a block has said, once it has closed the channel."""
        key = (block_id, channel)
        with self.changed:
            self.changed.wait_for(lambda: key in self.closed, 20)
            return self.text.get(key, b'')

    def close(self) -> None:
        """Goes away as a host does, and makes sure the supervisor went too."""
        if self.process.stdin is not None and not self.process.stdin.closed:
            self.process.stdin.close()
        try:
            self.process.wait(10)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()
            raise
        finally:
            self.server.close()
            self.reader.join(5)
            if self.process.stdout is not None:
                self.process.stdout.close()


def alive(pid: int) -> bool:
    """Whether a process runs. A zombie does not."""
    try:
        with open(f'/proc/{pid}/stat', 'rb') as file:
            return file.read().rsplit(b')', 1)[1].split()[0] not in (b'Z', b'X')
    except OSError:
        return False


def marked(mark: str) -> list[int]:
    """Processes whose mark of a block run, in the environment the kernel shows, begins so."""
    found = []
    for name in filter(str.isdigit, os.listdir('/proc')):
        try:
            with open(f'/proc/{name}/environ', 'rb') as file:
                if f'PIPEWRIGHT_BLOCK_RUN={mark}'.encode() in file.read() and alive(int(name)):
                    found.append(int(name))
        except OSError:
            continue
    return found
