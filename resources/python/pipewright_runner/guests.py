"""Code files that run beside a block: conditionals and callbacks."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, Any

from pipewright_runner.block_code import Collected, execute, load_code
from pipewright_runner.request import parse_date

if TYPE_CHECKING:
    from pipewright_runner.run_block import Session


class PipelineRun:
    """`kwargs['pipeline_run']`: what the block run knows of its run, under Mage's names."""

    def __init__(self, variables: dict[str, Any], pipeline_uuid: str) -> None:
        self.id = variables.get('pipeline_run_id')
        self.pipeline_uuid = pipeline_uuid
        self.execution_date = parse_date(variables.get('execution_date'))
        self.execution_partition = variables.get('execution_partition')
        self.event_variables = variables.get('event') or {}
        self.variables = variables
        self.status = 'running'

    def get_variables(self) -> dict[str, Any]:
        return dict(self.variables)


def load_guest(session: Session, guest: dict[str, Any], collected: Collected, names: list[str], presets: dict[str, Any]) -> None:
    """Executes a conditional's or callback's file, which collects its functions."""
    request = session.request
    shown = os.path.join(request.project_path, *(guest.get('sourcePath') or guest['code']).split('/'))
    execute(load_code(request.path(guest['code']), shown), collected, names, presets)


def guest_variables(session: Session, uuid: str, parent: str) -> dict[str, Any]:
    """The parent's variables, its configuration too, under the name of the guest."""
    variables = session.variables
    return {
        **variables,
        'block_uuid': uuid,
        'parent_block_uuid': parent,
        'pipeline_run': PipelineRun(variables, session.request.pipeline_uuid),
    }
