"""What the engine asks for: request.json as an object."""

from __future__ import annotations

import datetime
import os
from typing import Any

from pipewright_runner.plain_files import read_json

DATE_KEYS = (
    'execution_date',
    'interval_start_datetime',
    'interval_end_datetime',
    'interval_start_datetime_previous',
)


class Request:
    """One block run, as the engine wants it."""

    def __init__(self, directory: str, raw: dict[str, Any]) -> None:
        if raw.get('format') != 1:
            raise ValueError(f'request.json has format {raw.get("format")!r}; this runner reads format 1')
        self.directory = directory
        self.raw = raw
        self.project_path: str = raw['project']['path']
        self.project_name: str = raw['project'].get('name') or os.path.basename(self.project_path)
        self.pipeline_uuid: str = raw['pipeline']['uuid']
        block = raw['block']
        self.block_uuid: str = block['uuid']
        self.block_type: str = block['type']
        self.language: str = block.get('language') or 'python'
        self.configuration: dict[str, Any] = block.get('configuration') or {}
        self.code: str = raw.get('code') or 'code.py'
        self.source_path: str = raw.get('sourcePath') or self.code
        self.inputs: list[dict[str, Any]] = raw.get('inputs') or []
        self.variables: dict[str, Any] = raw.get('variables') or {}
        self.reserved: dict[str, Any] = raw.get('reserved') or {}
        self.run_tests: bool = raw.get('runTests', True)
        self.extra: dict[str, Any] = raw.get('extra') or {}

    def path(self, *parts: str) -> str:
        """An absolute path inside the block run directory."""
        return os.path.join(self.directory, *parts)


def read_request(directory: str) -> Request:
    """Reads request.json of a block run directory."""
    return Request(directory, read_json(os.path.join(directory, 'request.json')))


def parse_date(text: Any) -> Any:
    """An ISO date-time as datetime in UTC; anything else unchanged.

    Without a time zone, as Mage's database gives it back: code compares it with `datetime.now()` and columns of dates.
    """
    if not isinstance(text, str):
        return text
    try:
        moment = datetime.datetime.fromisoformat(text.replace('Z', '+00:00'))
    except ValueError:
        return text
    return moment if moment.tzinfo is None else moment.astimezone(datetime.timezone.utc).replace(tzinfo=None)


def reserved_variables(request: Request) -> dict[str, Any]:
    """The variables of the run itself, with their dates as datetime."""
    reserved = dict(request.reserved)
    for key in DATE_KEYS:
        if key in reserved:
            reserved[key] = parse_date(reserved[key])
    return reserved
