"""Keeps the runner compiled in a folder of the host's, wherever the runner itself lies.

Python keeps what it compiled beside the source. Where it must not (`PYTHONDONTWRITEBYTECODE`, as in most containers) or cannot
(a package installed for all users, an image that is mounted elsewhere each time), the runner would be compiled anew at
every start, which takes as long as all else of it. What is kept is taken only for the very bytes of the source.
"""

from __future__ import annotations

import _imp
import marshal
import os
import sys
from importlib.machinery import ModuleSpec, SourceFileLoader
from importlib.util import MAGIC_NUMBER, source_hash, spec_from_file_location
from types import CodeType
from typing import Any, Optional

VARIABLE = 'PIPEWRIGHT_BYTECODE'
PACKAGE = 'pipewright_runner'


def use(folder: Optional[str]) -> None:
    """From now on modules of the runner are looked for here first. Without a folder Python does as always."""
    if folder:
        sys.meta_path.insert(0, Finder(folder))  # type: ignore[arg-type]


class Finder:
    """Finds modules of the runner, and nothing else."""

    def __init__(self, folder: str) -> None:
        self.folder = folder

    def find_spec(self, fullname: str, path: Any = None, target: Any = None) -> Optional[ModuleSpec]:
        if path is None or not fullname.startswith(PACKAGE + '.'):
            return None
        base = os.path.join(path[0], fullname.rpartition('.')[2])
        for file, parts in ((base + '.py', None), (os.path.join(base, '__init__.py'), [base])):
            if os.path.isfile(file):
                loader = Loader(fullname, file, self.folder)
                return spec_from_file_location(fullname, file, loader=loader, submodule_search_locations=parts)
        return None


class Loader(SourceFileLoader):
    """Compiles as the interpreter would, and keeps the result."""

    def __init__(self, fullname: str, path: str, folder: str) -> None:
        super().__init__(fullname, path)
        self.folder = folder

    def get_code(self, fullname: str) -> CodeType:
        path = self.get_filename(fullname)
        source = self.get_data(path)
        head = MAGIC_NUMBER + source_hash(source)
        kept = os.path.join(self.folder, f'{fullname}.{sys.implementation.cache_tag}{optimisation()}.pyc')
        code = read(kept, head)
        if code is None:
            code = self.source_to_code(source, path)
            keep(kept, head + marshal.dumps(code))
        elif code.co_filename != path:
            _imp._fix_co_filename(code, path)
        return code


def optimisation() -> str:
    """Code without its asserts is other code."""
    return f'-{sys.flags.optimize}' if sys.flags.optimize else ''


def read(file: str, head: bytes) -> Optional[CodeType]:
    try:
        with open(file, 'rb', buffering=0) as opened:
            data = opened.read()
        code = marshal.loads(memoryview(data)[len(head) :]) if data.startswith(head) else None
    except (OSError, EOFError, ValueError, TypeError):
        return None
    return code if isinstance(code, CodeType) else None


def keep(file: str, data: bytes) -> None:
    """Whole or not at all; where it cannot be written, the next start compiles again."""
    temporary = f'{file}.{os.getpid()}'
    try:
        os.makedirs(os.path.dirname(file), mode=0o700, exist_ok=True)
        with open(temporary, 'xb') as opened:
            opened.write(data)
        os.replace(temporary, file)
    except OSError:
        return
