"""Watches what blocks use, keeps the curve, and says which block is over its limit."""

from __future__ import annotations

import json
import os
import time
from typing import Any, Optional

from pipewright_runner.supervisor.containment.contained import Contained
from pipewright_runner.supervisor.gpus import Gpus, GpuUsage
from pipewright_runner.supervisor.usage import Usage

# (until this many seconds after the start, look every so many): closely while a curve is short.
PACES = ((5.0, 0.1), (60.0, 0.25), (600.0, 0.5), (float('inf'), 1.0))
# A block with limits is looked at at least this often, so that it ends within a second.
LIMITED_PACE = 0.25
USAGE_FILE = 'usage.ndjson'


class Watch:
    """The curve and the limits of one block."""

    def __init__(self, command: dict[str, Any], contained: Contained) -> None:
        limits = command.get('limits') or {}
        self.contained = contained
        self.path = os.path.join(command['directory'], USAGE_FILE)
        self.memory_limit: Optional[int] = limits.get('memoryBytes') or None
        self.cpu_limit: Optional[float] = limits.get('cpuSeconds') or None
        self.wall_limit: Optional[float] = limits.get('wallSeconds') or None
        self.started = time.monotonic()
        self.due = self.started + PACES[0][1]
        self.file: Optional[Any] = None
        self.last_cpu = 0.0
        self.last_time = 0.0
        self.breach: Optional[dict[str, Any]] = None
        self.used_gpus = False

    @property
    def limited(self) -> bool:
        return bool(self.memory_limit or self.cpu_limit or self.wall_limit)

    def next_due(self) -> float:
        if self.wall_limit is None or self.breach is not None:
            return self.due
        return min(self.due, self.started + self.wall_limit)

    def look(self, gpus: Gpus) -> Optional[dict[str, Any]]:
        """Takes a sample; returns a limit that was newly found to be broken."""
        now = time.monotonic()
        age = now - self.started
        pace = next(pace for until, pace in PACES if age < until)
        self.due = now + max(self.contained.pace, min(pace, LIMITED_PACE) if self.limited else pace)
        used = self.contained.usage()
        if used is not None:
            self.keep(age, used, gpus.usage_of(used.pids))
        if self.breach is not None:
            return None
        self.breach = self.broken(age, used)
        return self.breach

    def keep(self, age: float, used: Usage, on_gpus: Optional[GpuUsage]) -> None:
        """Adds a point to the curve. `cpu` is the share of one processor since the last point: 2.0 = two of them were busy."""
        share = max(0.0, used.cpu - self.last_cpu) / max(0.001, age - self.last_time)
        self.last_cpu, self.last_time = used.cpu, age
        point = {
            'time': round(age * 1000),
            'memory': used.memory,
            'cpu': round(share, 3),
            'cpuSeconds': round(used.cpu, 2),
            'processes': len(used.pids),
        }
        self.used_gpus = self.used_gpus or on_gpus is not None
        if self.used_gpus:
            point.update(gpuMemory=on_gpus.memory if on_gpus else 0, gpu=round(on_gpus.busy, 3) if on_gpus else 0)
        try:
            if self.file is None:
                self.file = open(self.path, 'ab', buffering=0)
            self.file.write(json.dumps(point).encode() + b'\n')
        except OSError:
            # A full disk must not end the supervisor; the curve has a gap.
            return

    def broken(self, age: float, used: Optional[Usage]) -> Optional[dict[str, Any]]:
        if self.wall_limit is not None and age >= self.wall_limit:
            return {'kind': 'wall', 'limit': self.wall_limit, 'used': round(age, 2)}
        if used is None:
            return None
        if self.cpu_limit is not None and used.cpu > self.cpu_limit:
            return {'kind': 'cpu', 'limit': self.cpu_limit, 'used': round(used.cpu, 2)}
        if self.memory_limit is not None and used.memory > self.memory_limit:
            # Pages that forked processes share were counted for each of them.
            exact = self.contained.exact_memory(used)
            if exact > self.memory_limit:
                return {'kind': 'memory', 'limit': self.memory_limit, 'used': exact}
        return None

    def close(self) -> None:
        """The block is gone."""
        overrun = self.contained.overrun() if self.memory_limit is not None and self.breach is None else None
        if overrun is not None:
            self.breach = {'kind': 'memory', 'limit': self.memory_limit, 'used': overrun}
        if self.file is not None:
            self.file.close()
            self.file = None
