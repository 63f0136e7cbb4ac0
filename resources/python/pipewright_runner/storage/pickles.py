"""Pickle protocol 5 for everything without a better format; cloudpickle where plain pickle gives up."""

from __future__ import annotations

import importlib
import os
import pickle
from typing import Any, Optional

from pipewright_runner.libraries import type_name
from pipewright_runner.process import no_offer_to_workers

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


def write_pickle(value: Any, path: str) -> None:
    """Stores a value, or says in a StoreError why it cannot be stored."""
    with no_offer_to_workers():
        write_some_pickle(value, path)


def write_some_pickle(value: Any, path: str) -> None:
    """By plain pickle if it can, else by value."""
    try:
        with open(path, 'wb') as file:
            pickle.dump(value, file, protocol=5)
        return
    except (MemoryError, OSError):
        remove(path)
        raise
    except Exception as error:
        first = error
    pickler = by_value_pickler()
    second: Optional[Exception] = None
    if pickler is not None:
        try:
            with open(path, 'wb') as file:
                pickler.dump(value, file, protocol=5)
            return
        except (MemoryError, OSError):
            remove(path)
            raise
        except Exception as error:
            second = error
    remove(path)
    raise StoreError(reason(value, second or first, pickler is not None)) from (second or first)


def reason(value: Any, error: Exception, had_pickler: bool) -> str:
    advice = 'Return the data it holds (a table, numbers, text, a dictionary of them) instead'
    if not had_pickler:
        advice += ', or add the package cloudpickle to the environment, which can store functions and classes written in a block'
    detail = str(error).strip() or type(error).__name__
    return f'a value of type {type_name(value)} cannot be stored for the next block: {detail}. {advice}.'


def remove(path: str) -> None:
    if os.path.exists(path):
        os.unlink(path)


def read_pickle(path: str) -> Any:
    with open(path, 'rb') as file:
        return pickle.load(file)
