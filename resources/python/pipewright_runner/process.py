"""What makes a process fit to run user code, and how it ends."""

from __future__ import annotations

import atexit
import faulthandler
import os
import signal
import sys
import threading
import types
from typing import Any

RUNNER_FOLDER = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))


def own_process(directory: str) -> None:
    """Makes this process the block's: its own `__main__`, arguments, and a trace when C code crashes."""
    own_main()
    own_arguments(directory)


def own_arguments(directory: str) -> None:
    sys.argv = [os.path.join(directory, 'code.py')]


def own_main() -> None:
    # An empty __main__ keeps multiprocessing and loky workers from importing the runner as their main.
    main = sys.modules['__main__'] = types.ModuleType('__main__')
    # Without a spec PySpark takes the process for one that runs its doctests, and ends it.
    main.__spec__ = type(sys.__spec__)('__main__', None)
    try:
        faulthandler.enable(file=2, all_threads=True)
    except (OSError, RuntimeError, ValueError):
        return


def say_where_on_signal(directory: str) -> None:
    """Before a block over a limit is ended it is told by SIGUSR1, and writes the line it is on: also while it is in C code."""
    file = open(os.path.join(directory, 'stack.txt'), 'wb', buffering=0)
    faulthandler.register(signal.SIGUSR1, file=file, all_threads=True)


def offer_to_workers(namespace: dict[str, Any]) -> None:
    """Lets pickle find the functions of a block under `__main__`, so that forked workers of multiprocessing can be given them."""

    def find(name: str) -> Any:
        if name.startswith('__') or name not in namespace:
            raise AttributeError(name)
        return namespace[name]

    vars(sys.modules['__main__'])['__getattr__'] = find


class NoOfferToWorkers:
    """For what outlives this process: a stored value must not point into its `__main__`."""

    def __enter__(self) -> None:
        self.names = vars(sys.modules['__main__'])
        self.find = self.names.pop('__getattr__', None)

    def __exit__(self, *_: Any) -> None:
        if self.find is not None:
            self.names['__getattr__'] = self.find


def set_import_path(project_path: str) -> None:
    """The parent of the project and the project first, the folder of the shim last: a real mage_ai wins."""
    parent = os.path.dirname(project_path)
    first = [parent, project_path]
    rest = [entry for entry in sys.path if entry and absolute(entry) not in (parent, project_path, RUNNER_FOLDER)]
    sys.path[:] = [*first, *rest, RUNNER_FOLDER]
    inherited = os.environ.get('PYTHONPATH', '').split(os.pathsep)
    kept = [entry for entry in inherited if entry and absolute(entry) != RUNNER_FOLDER]
    if kept:
        os.environ['PYTHONPATH'] = os.pathsep.join(kept)
    else:
        os.environ.pop('PYTHONPATH', None)


def absolute(entry: str) -> str:
    """An entry of the import path as Python looks it up; those of a running interpreter most often are absolute already."""
    return entry if entry.startswith('/') and '/.' not in entry and '//' not in entry else os.path.abspath(entry)


def set_environment(project_path: str, artifacts: str) -> None:
    """Environment variables that user code and Mage's helpers look at."""
    os.environ['PIPEWRIGHT_ARTIFACTS'] = artifacts
    os.environ['PIPEWRIGHT_BLOCK_DIRECTORY'] = os.path.dirname(artifacts)
    os.environ['MAGE_RUNTIME__REPO_PATH'] = os.environ['MAGE_REPO_PATH'] = project_path
    os.environ.setdefault('MPLBACKEND', 'Agg')


def leave(code: int) -> None:
    """Ends the process as the interpreter would: threads joined, exit functions run, then no more Python."""
    try:
        threading._shutdown()
        atexit._run_exitfuncs()
    finally:
        from pipewright_runner.talk import finish_streams

        finish_streams()
        os._exit(code)
