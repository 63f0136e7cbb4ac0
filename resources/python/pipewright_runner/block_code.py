"""Reading, compiling and executing a block's code."""

from __future__ import annotations

import codecs
import importlib.util
import linecache
import os
import re
from typing import Any, Callable, Optional

from pipewright_runner.plain_files import read_bytes
from pipewright_runner.process import offer_to_workers

# The decorator a block of each type is recognised by. Types not named here have one of their own name.
DECORATOR_NAMES = {'conditional': 'condition'}
MAGIC = re.compile(r'^(%{1,2}[A-Za-z]|!\S)')
# Inside a function, or with its result kept: `files = !ls`. Elsewhere the same characters may go on with a line of Python.
INNER_MAGIC = re.compile(r'^\s*([\w.\[\], ]+=\s*)?(%{1,2}[A-Za-z]|!\S)')


class BlockCodeError(Exception):
    """The block's code cannot run, and why."""


class Collected:
    """The functions of a block file, by decorator."""

    def __init__(self) -> None:
        self.functions: dict[str, list[Any]] = {}
        # The variables of the file, also where executing it failed half way.
        self.namespace: dict[str, Any] = {}

    def decorator(self, name: str) -> Callable[[Any], Any]:
        """A decorator that remembers what it was put on and changes nothing."""
        found = self.functions.setdefault(name, [])

        def remember(*arguments: Any, **options: Any) -> Any:
            if len(arguments) == 1 and not options and callable(arguments[0]):
                found.append(arguments[0])
                return arguments[0]
            # Used with options: `@extension('great_expectations')`.
            return remember

        remember.__name__ = name
        return remember

    def of(self, name: str) -> list[Any]:
        return self.functions.get(name, [])


def decorator_name(block_type: str) -> str:
    """The decorator that marks the function of a block of this type."""
    return DECORATOR_NAMES.get(block_type, block_type)


def load_code(code_path: str, shown_path: str) -> Any:
    """Compiles a code file under the name a person knows it by."""
    source = decode(read_bytes(code_path))
    linecache.cache[shown_path] = (len(source), None, source.splitlines(True), shown_path)
    try:
        return compile(source, shown_path, 'exec', dont_inherit=True)
    except SyntaxError as error:
        refuse_magic(source, shown_path, error.lineno)
        raise


def decode(code: bytes) -> str:
    """The text of a code file, its line ends as `\\n`: in the encoding its first lines name, else in UTF-8."""
    if code.startswith(codecs.BOM_UTF8) or b'coding' in b''.join(code.split(b'\n', 2)[:2]):
        return importlib.util.decode_source(code)
    try:
        text = code.decode('utf-8')
    except UnicodeDecodeError:
        # Python's own words for it.
        return importlib.util.decode_source(code)
    return text.replace('\r\n', '\n').replace('\r', '\n') if '\r' in text else text


def refuse_magic(source: str, shown_path: str, wrong_line: Optional[int]) -> None:
    """Names the first notebook command of code that did not compile, where Python stopped or at the beginning of a line."""
    for number, line in enumerate(source.splitlines(), 1):
        if MAGIC.match(line) or (number == wrong_line and INNER_MAGIC.match(line)):
            raise BlockCodeError(
                f'Line {number} of {os.path.basename(shown_path)} is a notebook command ({line.strip()[:60]}), which is not Python. '
                'Remove it, or use the Python call that does the same: '
                'packages are added in the environment page, shell commands run with subprocess.run([...]).'
            ) from None


def execute(compiled: Any, collected: Collected, names: list[str], presets: dict[str, Any]) -> dict[str, Any]:
    """Executes a block file in a namespace that holds the named decorators and the presets, and nothing else.

    As in Mage there is no `__name__` and no `__file__`, so `if __name__ == '__main__'` does not fire.
    """
    namespace = {**presets, **{name: collected.decorator(name) for name in names}}
    collected.namespace = namespace
    offer_to_workers(namespace)
    exec(compiled, namespace)
    return namespace
