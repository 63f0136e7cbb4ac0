"""The base of streaming sinks written in Python."""

from mage_ai.streaming.sinks.base import BaseSink


class BasePythonSink(BaseSink):
    def __init__(self, **kwargs: object) -> None:
        super().__init__(None, **kwargs)
