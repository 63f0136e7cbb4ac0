"""The base of streaming sources written in Python."""

from mage_ai.streaming.sources.base import BaseSource


class BasePythonSource(BaseSource):
    def __init__(self, **kwargs: object) -> None:
        super().__init__(None, **kwargs)
