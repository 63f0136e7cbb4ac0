"""What a SQL block knows of the blocks above it: their table names, their settings, their data."""

from __future__ import annotations

import json
import os
from typing import Any, Optional

from pipewright_runner.request import Request

QUERY_FILE = 'query.sql'


def table_name_of(pipeline_uuid: str, block_uuid: str, configuration: dict[str, Any]) -> str:
    """The table of a block: the one its settings name, else Mage's default."""
    named = configuration.get('data_provider_table')
    return named or f'{pipeline_uuid}_{block_uuid.replace("/", "_")}_v1'.replace('-', '_')


class Upstream:
    """One upstream block, by its place among the inputs."""

    def __init__(self, entry: dict[str, Any], request: Request, value: Any) -> None:
        self.uuid: str = entry['blockUuid']
        self.type: str = entry['type']
        self.directory: Optional[str] = entry.get('directory')
        self.value = value
        block = read_block(self.directory)
        self.language: str = block.get('language') or 'python'
        self.configuration: dict[str, Any] = block.get('configuration') or {}
        self.table = self.chosen_table(request) or table_name_of(request.pipeline_uuid, self.uuid, self.configuration)

    def chosen_table(self, request: Request) -> Optional[str]:
        """The table the block below wants this one's data in."""
        wanted = (request.configuration.get('upstream_block_configuration') or {}).get(self.uuid) or {}
        index = request.extra.get('dynamicIndex')
        name = wanted.get('table_name')
        return name if name is None or index is None else f'{name}__dynamic_{index}'

    def raw_query(self) -> Optional[str]:
        """The query of a raw SQL block that only reads: it can stand in the query below instead of a table."""
        if self.language != 'sql' or not self.configuration.get('use_raw_sql') or self.directory is None:
            return None
        path = os.path.join(self.directory, QUERY_FILE)
        if not os.path.exists(path):
            return None
        with open(path, encoding='utf-8') as file:
            return file.read()


def read_block(directory: Optional[str]) -> dict[str, Any]:
    """The block of a block run directory, as its request named it."""
    if directory is None:
        return {}
    try:
        with open(os.path.join(directory, 'request.json'), encoding='utf-8') as file:
            return json.load(file)['block']
    except (OSError, ValueError, KeyError):
        return {}
