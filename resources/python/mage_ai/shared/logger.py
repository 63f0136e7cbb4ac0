"""What database classes print about their work."""

from contextlib import contextmanager
from typing import Iterator


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
