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
        """Raises where there is no such pipeline or block: an empty list would look like a block without outputs."""
        from mage_ai.data_preparation.models.pipeline import Pipeline

        if self.pipeline_uuid is None:
            raise TypeError('RemoteBlock needs the pipeline_uuid of a pipeline')
        block = Pipeline(self.pipeline_uuid, self.repo_path).get_block(self.block_uuid)
        if block is None:
            raise ValueError(f'Pipeline {self.pipeline_uuid} has no block {self.block_uuid}')
        return block.get_outputs()

    def to_dict(self, **_: Any) -> dict:
        return dict(self.__dict__)
