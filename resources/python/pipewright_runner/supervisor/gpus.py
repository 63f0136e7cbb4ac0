"""What block processes use of NVIDIA's graphics processors, as `nvidia-smi pmon` says it once a second. Nothing where there is none."""

from __future__ import annotations

import os
import shutil
import subprocess
import time
from typing import Optional

COMMAND = ('nvidia-smi', 'pmon', '-s', 'um', '-d', '1')
# A process it says nothing of for so long uses nothing any more.
FRESH_SECONDS = 3.0
MEGABYTE = 1 << 20


class GpuUsage:
    """Bytes of a graphics processor's memory, and the share of its time: 1.0 = one of them was busy."""

    __slots__ = ('busy', 'memory')

    def __init__(self, memory: int, busy: float) -> None:
        self.memory = memory
        self.busy = busy


class Gpus:
    """Listens to nvidia-smi while blocks run."""

    def __init__(self, others: set[int]) -> None:
        """`others`: processes of the supervisor's own, among which nvidia-smi is while it runs."""
        self.others = others
        self.process: Optional[subprocess.Popen[bytes]] = None
        # On Windows `nvidia-smi pmon` says nothing.
        self.useless = os.name == 'nt'
        self.rest = b''
        self.columns: list[str] = []
        # By processor and process: when it was said, memory, share.
        self.said: dict[tuple[str, int], tuple[float, int, float]] = {}

    def usage_of(self, pids: list[int]) -> Optional[GpuUsage]:
        """What these processes use together; None where none of them uses any."""
        if self.process is None and not self.begin():
            return None
        self.listen()
        now = time.monotonic()
        wanted = set(pids)
        found = [(memory, busy) for (_, pid), (at, memory, busy) in self.said.items() if pid in wanted and now - at < FRESH_SECONDS]
        return GpuUsage(sum(memory for memory, _ in found), sum(busy for _, busy in found)) if found else None

    def begin(self) -> bool:
        program = None if self.useless else shutil.which(COMMAND[0])
        if program is None:
            self.useless = True
            return False
        try:
            self.process = subprocess.Popen(
                [program, *COMMAND[1:]], stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL
            )
        except OSError:
            self.useless = True
            return False
        assert self.process.stdout is not None
        os.set_blocking(self.process.stdout.fileno(), False)
        self.others.add(self.process.pid)
        return True

    def listen(self) -> None:
        """Takes in what it has said since; where it has ended, it is not asked again."""
        assert self.process is not None and self.process.stdout is not None
        while True:
            try:
                data = os.read(self.process.stdout.fileno(), 1 << 16)
            except BlockingIOError:
                return
            if not data:
                self.useless = True
                self.stop()
                return
            *lines, self.rest = (self.rest + data).split(b'\n')
            for line in lines:
                self.hear(line.decode('utf-8', 'replace').split())

    def hear(self, words: list[str]) -> None:
        if words[:2] == ['#', 'gpu']:
            self.columns = words[1:]
            return
        row = dict(zip(self.columns, words))
        if not row.get('gpu', '').isdigit() or not row.get('pid', '').isdigit():
            return
        self.said[row['gpu'], int(row['pid'])] = (time.monotonic(), number(row.get('fb')) * MEGABYTE, number(row.get('sm')) / 100)

    def stop(self) -> None:
        """No block runs any more."""
        if self.process is None:
            return
        process, self.process = self.process, None
        self.rest = b''
        self.said.clear()
        process.kill()
        process.wait()
        if process.stdout is not None:
            process.stdout.close()
        self.others.discard(process.pid)


def number(text: Optional[str]) -> int:
    """A dash is where the processor does not tell."""
    return int(text) if text is not None and text.isdigit() else 0
