"""Names as Mage cleans them, and small helpers user code imports."""

import re
from typing import Any, Iterable, List

REMOVED = re.compile('[\ufeff"$\n\r\t]')


def clean_name(name: str, allow_characters: Iterable[str] = (), allow_number: bool = False, case_sensitive: bool = False) -> str:
    """A name fit for a file or a column: other characters than letters and digits become `_`."""
    kept = ''.join(re.escape(character) for character in allow_characters)
    cleaned = re.sub(f'[^\\w{kept}]', '_', REMOVED.sub('', str(name)))
    if cleaned and cleaned[0].isdigit() and not allow_number:
        cleaned = 'letter_' + cleaned
    return cleaned if case_sensitive else cleaned.lower()


def files_in_path(path: str, **_: Any) -> List[str]:
    import os

    return [os.path.join(parent, name) for parent, _folders, names in os.walk(path) for name in names]


def is_port_in_use(port: int) -> bool:
    import socket

    with socket.socket() as probe:
        return probe.connect_ex(('localhost', port)) == 0
