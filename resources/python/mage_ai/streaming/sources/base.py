"""Bases of streaming sources."""

from typing import Any, Callable

from mage_ai.shared.enum import StrEnum


class SourceConsumeMethod(StrEnum):
    BATCH_READ = 'BATCH_READ'
    READ = 'READ'
    READ_ASYNC = 'READ_ASYNC'


class BaseSource:
    """What a streaming source offers."""

    consume_method = SourceConsumeMethod.BATCH_READ

    def __init__(self, config: Any = None, **kwargs: Any) -> None:
        self.config = config or {}
        self.checkpoint_path = kwargs.get('checkpoint_path')
        self.init_client()

    def init_client(self) -> None:
        """Makes the connection."""

    def read(self, handler: Callable[..., Any]) -> None:
        raise NotImplementedError

    async def read_async(self, handler: Callable[..., Any]) -> None:
        raise NotImplementedError

    def batch_read(self, handler: Callable[..., Any]) -> None:
        raise NotImplementedError

    def test_connection(self) -> bool:
        return True

    def destroy(self) -> None:
        """Closes the connection."""
