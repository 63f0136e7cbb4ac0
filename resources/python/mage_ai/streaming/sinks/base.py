"""Bases of streaming sinks."""

from typing import Any, Dict, List


class BaseSink:
    """What a streaming sink offers."""

    def __init__(self, config: Any = None, **kwargs: Any) -> None:
        self.config = config or {}
        self.buffer_path = kwargs.get('buffer_path')
        self.init_client()

    def init_client(self) -> None:
        """Makes the connection."""

    def write(self, data: Dict[str, Any]) -> None:
        raise NotImplementedError

    def batch_write(self, messages: List[Any]) -> None:
        raise NotImplementedError

    def test_connection(self) -> bool:
        return True

    def destroy(self) -> None:
        """Closes the connection."""
