"""Outputs of a block of any pipeline, under Mage's name."""

from typing import Any, List, Optional


class RemoteBlock:
    """`RemoteBlock.load(block_uuid=…, pipeline_uuid=…).get_outputs()`: all outputs of the newest run that has them."""

    def __init__(
        self,
        block_uuid: str,
        execution_partition: Optional[str] = None,
        pipeline_uuid: Optional[str] = None,
        repo_path: Optional[str] = None,
    ) -> None:
        self.block_uuid = block_uuid
        self.execution_partition = execution_partition
        self.pipeline_uuid = pipeline_uuid
        self.repo_path = repo_path

    @classmethod
    def load(cls, **options: Any) -> 'RemoteBlock':
        return cls(**options)

    def get_outputs(self, **_: Any) -> List[Any]:
        from mage_ai.data_preparation.variable_manager import get_variable, get_variables

        names = get_variables(self.pipeline_uuid, self.block_uuid)
        return [get_variable(self.pipeline_uuid or '', self.block_uuid, name) for name in names]

    def to_dict(self, **_: Any) -> dict:
        return dict(self.__dict__)
