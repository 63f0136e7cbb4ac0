"""What the upstream blocks give to a block."""

from __future__ import annotations

from typing import Any, Optional

from pipewright_runner import kept
from pipewright_runner.request import Request
from pipewright_runner.storage.load import load_argument


class Inputs:
    """The positional arguments of a block, by upstream block."""

    def __init__(self) -> None:
        self.names: list[str] = []
        self.values: list[Any] = []
        # What a dynamic parent says about this child; goes over all other variables.
        self.metadata: dict[str, Any] = {}

    def add(self, name: str, value: Any) -> None:
        self.names.append(name)
        self.values.append(value)

    def presets(self) -> dict[str, Any]:
        """The names block code finds set: each upstream block's uuid, and df_1, df_2, …"""
        presets: dict[str, Any] = dict(zip(self.names, self.values))
        presets.update({f'df_{number}': value for number, value in enumerate(self.values, 1)})
        return presets


def read_inputs(request: Request) -> Inputs:
    """Reads the outputs of all upstream blocks, in their order."""
    inputs = Inputs()
    special = request.extra.get('inputs') or {}
    for entry in request.inputs:
        uuid = entry['blockUuid']
        if uuid in special:
            if special[uuid].get('omit'):
                continue
            from pipewright_runner.dynamic import special_input

            inputs.add(uuid, special_input(entry, special[uuid], inputs.metadata))
        else:
            inputs.add(uuid, argument_of(entry.get('directory')))
    return inputs


def argument_of(directory: Optional[str]) -> Any:
    if directory is None:
        return []
    return kept.argument(directory) if kept.knows(directory) else load_argument(directory)
