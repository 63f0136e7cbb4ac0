"""What the runner hands back: result.json, written so that it is there whole or not at all."""

from __future__ import annotations

import os
import sys
from typing import Any, Optional

from pipewright_runner.plain_files import json_bytes, write_bytes
from pipewright_runner.talk import now

try:
    import resource
except ImportError:
    # Windows has no such module.
    resource = None


class Result:
    """The outcome of a block run as it grows."""

    def __init__(self) -> None:
        self.state = 'completed'
        self.reason: Optional[str] = None
        self.error: Optional[dict[str, Any]] = None
        self.started_at = now()
        self.user_code_started_at: Optional[int] = None
        self.outputs: list[dict[str, Any]] = []
        self.tests: list[dict[str, Any]] = []
        self.metrics: list[dict[str, Any]] = []
        self.artifacts: list[dict[str, Any]] = []
        self.more: dict[str, Any] = {}

    def as_json(self) -> dict[str, Any]:
        return {
            'format': 1,
            'state': self.state,
            'reason': self.reason,
            'error': self.error,
            'startedAt': self.started_at,
            'userCodeStartedAt': self.user_code_started_at,
            'endedAt': now(),
            'outputs': self.outputs,
            'tests': self.tests,
            'metrics': self.metrics,
            'artifacts': self.artifacts,
            'python': '.'.join(map(str, sys.version_info[:3])),
            'peakMemoryBytes': peak_memory(),
            **self.more,
        }


def peak_memory() -> Optional[int]:
    """The most memory this process held at once."""
    if resource is None:
        return None
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return peak if sys.platform == 'darwin' else peak * 1024


def write_result(directory: str, result: Result) -> None:
    """Writes to a temporary file and gives it its name.

    Not made durable: outputs are not either, and what a power cut took of them is found by their hash. The history, which says that the
    block completed, is durable.
    """
    path = os.path.join(directory, 'result.json')
    temporary = f'{path}.{os.getpid()}.tmp'
    write_bytes(temporary, json_bytes(result.as_json()))
    os.replace(temporary, path)
