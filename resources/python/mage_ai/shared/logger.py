"""What database classes and user code print about their work."""

from contextlib import contextmanager
from typing import Iterator


class VerboseFunctionExec:
    """Prints what begins, and whether it was done."""

    def __init__(self, message: str, prefix: str = '', verbose: bool = True) -> None:
        self.message = message
        self.prefix = prefix
        self.verbose = verbose

    def __enter__(self) -> None:
        if self.verbose:
            print(f'{self.prefix} {self.message}...', end='')

    def __exit__(self, error_type: object, *_: object) -> None:
        if self.verbose:
            print(f'{self.prefix} {"DONE" if error_type is None else "FAILED"}', flush=True)


class VerbosePrintHandler:
    """Prints what begins and what is done, or nothing."""

    def __init__(self, message: str = '', verbose: bool = True, **_: object) -> None:
        self.verbose = verbose
        self.exists_previous_message = False

    @contextmanager
    def print_msg(self, message: str) -> Iterator[None]:
        if self.verbose:
            print(f'{message}...', flush=True)
        yield
        if self.verbose:
            print('DONE', flush=True)
