"""The logger of a block, where code makes one itself."""

import logging
from typing import Any, Optional


class DictLogger:
    """Writes tags behind the message: `DictLogger(logging.getLogger()).info('loaded', rows=3)`."""

    def __init__(self, logger: Optional[logging.Logger] = None, logging_tags: Any = None) -> None:
        self.logger = logger or logging.getLogger()
        self.logging_tags = logging_tags or {}

    def log(self, level: int, message: Any, **tags: Any) -> None:
        told = ' '.join(f'{name}={value}' for name, value in {**self.logging_tags, **tags}.items())
        self.logger.log(level, f'{message} {told}'.rstrip())

    def debug(self, message: Any, **tags: Any) -> None:
        self.log(logging.DEBUG, message, **tags)

    def info(self, message: Any, **tags: Any) -> None:
        self.log(logging.INFO, message, **tags)

    def warning(self, message: Any, **tags: Any) -> None:
        self.log(logging.WARNING, message, **tags)

    def error(self, message: Any, **tags: Any) -> None:
        self.log(logging.ERROR, message, **tags)

    exception = error

    def critical(self, message: Any, **tags: Any) -> None:
        self.log(logging.CRITICAL, message, **tags)
