"""Runs under Mage's names. Pipewright keeps its history elsewhere; these objects only carry values."""

import datetime
import json
from typing import Any, Dict, Optional

from mage_ai.shared.enum import StrEnum


class PipelineRunStatus(StrEnum):
    INITIAL = 'initial'
    RUNNING = 'running'
    COMPLETED = 'completed'
    FAILED = 'failed'
    CANCELLED = 'cancelled'


class BlockRunStatus(StrEnum):
    INITIAL = 'initial'
    QUEUED = 'queued'
    RUNNING = 'running'
    COMPLETED = 'completed'
    FAILED = 'failed'
    CANCELLED = 'cancelled'
    UPSTREAM_FAILED = 'upstream_failed'
    CONDITION_FAILED = 'condition_failed'


class PipelineRun:
    """A run of a pipeline."""

    PipelineRunStatus = PipelineRunStatus

    def __init__(self, pipeline_uuid: str, variables: Optional[Dict[str, Any]] = None, status: Any = None, **more: Any) -> None:
        self.id: Optional[int] = None
        self.pipeline_uuid = pipeline_uuid
        self.variables = variables or {}
        self.event_variables: Dict[str, Any] = {}
        self.status = status or PipelineRunStatus.INITIAL
        self.started_at: Optional[datetime.datetime] = None
        self.completed_at: Optional[datetime.datetime] = None
        self.__dict__.update(more)

    def take(self, line: bytes) -> None:
        """Takes the number of the run from an event of the command line."""
        try:
            self.id = json.loads(line).get('runId')
        except ValueError:
            return

    def to_dict(self, **_: Any) -> Dict[str, Any]:
        return {**self.__dict__, 'status': getattr(self.status, 'value', self.status)}


class BlockRun:
    """A run of one block."""

    BlockRunStatus = BlockRunStatus

    def __init__(self, block_uuid: str, status: Any = None, **more: Any) -> None:
        self.block_uuid = block_uuid
        self.status = status or BlockRunStatus.INITIAL
        self.__dict__.update(more)
