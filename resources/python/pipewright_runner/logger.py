"""`kwargs['logger']`, the logging module and warnings, all as frames."""

from __future__ import annotations

import logging
import math
import re
import sys
import traceback
import warnings
from typing import Any, Optional

from pipewright_runner.talk import Talk, now

# Compiled here, before a fork: Python keeps what it compiled.
NOT_SHOWN = '.*is non-interactive, and thus cannot be shown'
re.compile(NOT_SHOWN, re.IGNORECASE)

LEVELS = {10: 'debug', 20: 'info', 30: 'warning', 40: 'error', 50: 'critical'}


class DictLogger:
    """The logger given to a block. Named as Mage's, whose methods it has: `logger.info(message, **tags)`."""

    def __init__(self, talk: Talk, metrics: list[dict[str, Any]]) -> None:
        self._talk = talk
        self._metrics = metrics

    def _write(self, level: str, message: Any, tags: dict[str, Any]) -> None:
        self._talk.frame('log', level, str(message), tags)

    def debug(self, message: Any, **tags: Any) -> None:
        self._write('debug', message, tags)

    def info(self, message: Any, **tags: Any) -> None:
        self._write('info', message, tags)

    def warning(self, message: Any, **tags: Any) -> None:
        self._write('warning', message, tags)

    def error(self, message: Any, **tags: Any) -> None:
        self._write('error', message, tags)

    def critical(self, message: Any, **tags: Any) -> None:
        self._write('critical', message, tags)

    def exception(self, message: Any, **tags: Any) -> None:
        text = str(message)
        if sys.exc_info()[0] is not None:
            text += '\n' + traceback.format_exc().rstrip()
        self._write('error', text, tags)

    def metric(self, step: Optional[float] = None, **values: Any) -> None:
        """Records numbers of this block run: `logger.metric(auc=0.91)`, or per step `logger.metric(step=3, loss=0.2)`."""
        for name, value in values.items():
            try:
                number = float(value)
            except (TypeError, ValueError):
                raise TypeError(f'a metric is a number; {name} is {type(value).__name__} {value!r:.80}') from None
            metric = {'name': name, 'value': finite(number), 'step': step, 'time': now()}
            self._metrics.append(metric)
            self._talk.event({'event': 'metric', **metric})

    def progress(self, done: float, total: Optional[float] = None, text: Optional[str] = None) -> None:
        """Says how far the block has come: `logger.progress(31, 50, 'epoch 31 / 50')`."""
        self._talk.progress(done, total, text)


def finite(number: float) -> Any:
    """The number where plain JSON can hold it, else its name."""
    if not math.isfinite(number):
        return None
    return int(number) if number.is_integer() and abs(number) < 2**53 else number


BASIC_CONFIG = logging.basicConfig


class FrameHandler(logging.Handler):
    """Sends records of the logging module as frames."""

    def __init__(self, talk: Talk) -> None:
        super().__init__()
        self.talk = talk

    def emit(self, record: logging.LogRecord) -> None:
        try:
            level = LEVELS.get(min(50, max(10, record.levelno // 10 * 10)), 'info')
            self.talk.frame('log', level, self.format(record))
        except Exception:
            self.handleError(record)


def listen_to_logging(talk: Talk) -> None:
    """Shows records of the root logger at INFO and above. A block may still call `logging.basicConfig`."""
    root = logging.getLogger()
    # Where blocks share a process: that of the block before.
    for earlier in [found for found in root.handlers if isinstance(found, FrameHandler)]:
        root.removeHandler(earlier)
    handler = FrameHandler(talk)
    root.addHandler(handler)
    if root.level in (logging.NOTSET, logging.WARNING):
        root.setLevel(logging.INFO)

    def basic_config(**options: Any) -> None:
        if root.handlers != [handler]:
            BASIC_CONFIG(**options)
        elif options.keys() & {'filename', 'stream', 'handlers', 'force'}:
            root.removeHandler(handler)
            BASIC_CONFIG(**options)
        else:
            if options.get('level') is not None:
                root.setLevel(options['level'])
            if options.get('format'):
                handler.setFormatter(logging.Formatter(options['format'], options.get('datefmt'), options.get('style', '%')))

    logging.basicConfig = basic_config


def listen_to_warnings(talk: Talk) -> None:
    """Shows warnings at their level, on one line."""

    def show(message: Any, category: Any, filename: str, lineno: int, file: Any = None, line: Any = None) -> None:
        if file is not None:
            file.write(warnings.formatwarning(message, category, filename, lineno, line))
            return
        talk.frame('log', 'warning', f'{filename}:{lineno}: {category.__name__}: {message}')

    warnings.showwarning = show
    # Figures are kept as artifacts, so `plt.show()` does what the author meant.
    warnings.filterwarnings('ignore', message=NOT_SHOWN)
