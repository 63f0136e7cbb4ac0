"""Pickling what is in a frame: the parts of a value that cannot be pickled are replaced, the rest is kept."""

from __future__ import annotations

import copyreg
import io
import pickle
import sys
import time
import types
from typing import Any, Callable, ClassVar, Optional

from pipewright_runner.failure.words import value_words
from pipewright_runner.libraries import is_pandas_frame, is_polars_frame, type_name
from pipewright_runner.logger import DictLogger


class TooMuchError(Exception):
    """A value that is too big or takes too long to keep."""


class NotKept:
    """Stands where a value was that could not be kept, and shows what it looked like."""

    def __init__(self, kind: str, text: str, reason: str) -> None:
        self.kind = kind
        self.text = text
        self.reason = reason

    def __repr__(self) -> str:
        return f'<not kept, {self.reason}: {self.kind} {self.text}>'


class Block:
    """The code of the block in this process: where functions and classes written in it are found by name."""

    namespace: ClassVar[dict[str, Any]] = {}


def block_name(qualified: str) -> Any:
    """A function or class of the block, in the process that reads a value back."""
    found: Any = None
    for number, part in enumerate(qualified.split('.')):
        found = Block.namespace[part] if number == 0 else getattr(found, part)
    return found


def block_logger() -> DictLogger:
    """`kwargs['logger']` of the process that reads a value back: it prints."""
    from pipewright_runner.talk import current

    return DictLogger(current(), [])


def import_module(name: str) -> Any:
    import importlib

    return importlib.import_module(name)


def walk(root: Any, qualified: str) -> Any:
    for part in qualified.split('.'):
        root = root.get(part) if isinstance(root, dict) else getattr(root, part, None)
        if root is None:
            return None
    return root


def is_importable(value: Any) -> bool:
    """Whether a function or class is found again by its module and name."""
    module = sys.modules.get(getattr(value, '__module__', None) or '')
    return module is not None and module.__name__ != '__main__' and walk(module, value.__qualname__) is value


class KeepingPickler(pickle.Pickler):
    """Protocol 5, with a `NotKept` in place of every part that plain pickle would give up at."""

    def __init__(self, file: Any, namespace: dict[str, Any], most: int) -> None:
        super().__init__(file, 5)
        self.namespace = namespace
        # Bytes of a part that is not worth trying: without it the rest can be kept.
        self.most = most

    def reducer_override(self, value: Any) -> Any:
        if isinstance(value, (type, types.FunctionType)):
            return self.named(value)
        if isinstance(value, types.ModuleType):
            return import_module, (value.__name__,)
        if isinstance(value, DictLogger):
            return block_logger, ()
        if isinstance(value, NotKept):
            return NotKept, (value.kind, value.text, value.reason)
        cls = type(value)
        if '<locals>' in cls.__qualname__ and not is_importable(cls):
            return not_kept(value, 'its class was made in a function')
        if memory_of(value) > self.most:
            return not_kept(value, 'it is too big')
        return self.reduced(value, copyreg.dispatch_table.get(cls))

    def reduced(self, value: Any, reduce: Optional[Callable[[Any], Any]]) -> Any:
        try:
            return value.__reduce_ex__(5) if reduce is None else reduce(value)
        except TooMuchError:
            raise
        except Exception as error:
            return not_kept(value, str(error).strip() or type(error).__name__)

    def named(self, value: Any) -> Any:
        if value is type(None) or is_importable(value):
            return NotImplemented
        found = self.in_block(value)
        return not_kept(value, 'it was made in a function') if found is None else (block_name, (found,))

    def in_block(self, value: Any) -> Optional[str]:
        name = value.__qualname__
        return name if walk(self.namespace, name) is value else None


def not_kept(value: Any, reason: str) -> tuple[Any, tuple[str, str, str]]:
    return NotKept, (type_name(value), value_words(value), reason)


class Budget:
    """How much time and room keeping a failure may take."""

    def __init__(self, seconds: float, total_bytes: int, value_bytes: int) -> None:
        self.end = time.monotonic() + seconds
        self.value_end = self.end
        self.left = total_bytes
        self.value_bytes = value_bytes

    def is_late(self) -> bool:
        return time.monotonic() > self.end

    def begin_value(self) -> None:
        """A value may take half of the time that is left: a slow one leaves some for those after it."""
        now = time.monotonic()
        self.value_end = now + (self.end - now) / 2

    def check(self, size: int) -> None:
        if size > min(self.left, self.value_bytes):
            raise TooMuchError('it is too big')
        if time.monotonic() > self.value_end:
            raise TooMuchError('keeping took too long')


class BoundedFile(io.RawIOBase):
    """Passes on what is written until a budget is used up."""

    def __init__(self, file: Any, budget: Budget) -> None:
        super().__init__()
        self.file = file
        self.budget = budget
        self.size = 0

    def writable(self) -> bool:
        return True

    def write(self, data: Any) -> int:
        length = memoryview(data).nbytes
        self.size += length
        self.budget.check(self.size)
        self.file.write(data)
        return length


def memory_of(value: Any) -> int:
    """Bytes of a value as far as they are known without looking into it; 0 where they are not."""
    try:
        if is_pandas_frame(value):
            return int(value.memory_usage(deep=False).sum())
        if is_polars_frame(value):
            return int(value.estimated_size())
        size = getattr(value, 'nbytes', None)
        if isinstance(size, int):
            return size
        return len(value) if isinstance(value, (bytes, bytearray, str)) else 0
    except Exception:
        return 0


def write_value(value: Any, file: Any, namespace: dict[str, Any], budget: Budget) -> int:
    """Writes one value at the file's position; returns its bytes. TooMuchError where it does not fit."""
    budget.begin_value()
    budget.check(memory_of(value))
    bounded = BoundedFile(file, budget)
    KeepingPickler(bounded, namespace, min(budget.left, budget.value_bytes)).dump(value)
    budget.left -= bounded.size
    return bounded.size
