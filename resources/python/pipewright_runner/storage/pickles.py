"""Pickle protocol 5 for everything without a better format; cloudpickle where plain pickle gives up."""

from __future__ import annotations

import importlib
import os
import pickle
from typing import Any, Callable, Optional

from pipewright_runner.libraries import type_name
from pipewright_runner.process import NoOfferToWorkers
from pipewright_runner.storage import buffers, reductions

# Both write what plain pickle reads. joblib carries its own copy of cloudpickle.
BY_VALUE_PICKLERS = ('cloudpickle', 'joblib.externals.cloudpickle')


class StoreError(Exception):
    """A value a block returned that cannot be stored."""


def by_value_pickler() -> Optional[Any]:
    """A pickler that also keeps functions and classes written in a block, if the environment has one."""
    for name in BY_VALUE_PICKLERS:
        try:
            return importlib.import_module(name)
        except ImportError:
            continue
    return None


def write_pickle(value: Any, path: str) -> str:
    """Stores a value, or says in a StoreError why it cannot be stored. Returns the SHA-256 of the file."""
    return begin_pickle(value, path).finish()


def begin_pickle(value: Any, path: str) -> buffers.Writing:
    """Stores a value but for its large buffers, which `finish` writes."""
    with NoOfferToWorkers():
        return begin_some_pickle(value, path)


def begin_some_pickle(value: Any, path: str) -> buffers.Writing:
    """By plain pickle if it can, else by value."""
    try:
        return buffers.Writing(path, dump_by(value, pickle.Pickler))
    except (MemoryError, OSError):
        remove(path)
        raise
    except Exception as error:
        first = error
    pickler = by_value_pickler()
    second: Optional[Exception] = None
    if pickler is not None:
        try:
            return buffers.Writing(path, dump_by(value, pickler.Pickler))
        except (MemoryError, OSError):
            remove(path)
            raise
        except Exception as error:
            second = error
    remove(path)
    raise StoreError(reason(value, second or first, pickler is not None)) from (second or first)


def dump_by(value: Any, pickler: Callable[..., Any]) -> buffers.Dump:
    def dump(file: Any, take: Callable[[pickle.PickleBuffer], bool]) -> None:
        if pickler is pickle.Pickler:
            plain = pickle.Pickler(file, protocol=5, buffer_callback=take)
            plain.dispatch_table = reductions.table()
            plain.dump(value)
            return
        # cloudpickle brings a table of its own, which it reads when a pickler is made.
        table = {**reductions.table(), **(vars(pickler).get('dispatch_table') or {})}
        writer = type('Writer', (pickler,), {'dispatch_table': table})
        writer(file, protocol=5, buffer_callback=take).dump(value)

    return dump


def reason(value: Any, error: Exception, had_pickler: bool) -> str:
    advice = 'Return the data it holds (a table, numbers, text, a dictionary of them) instead'
    if not had_pickler:
        advice += ', or add the package cloudpickle to the environment, which can store functions and classes written in a block'
    detail = str(error).strip().rstrip('.') or type(error).__name__
    return f'a value of type {type_name(value)} cannot be stored for the next block: {detail}. {advice}.'


def remove(path: str) -> None:
    if os.path.lexists(path):
        os.unlink(path)


def read_pickle(path: str) -> Any:
    """The value, its large buffers mapped."""
    return buffers.read(path)
