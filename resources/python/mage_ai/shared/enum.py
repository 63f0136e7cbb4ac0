"""Enumerations of texts that print as their value in every version of Python."""

from enum import Enum, IntEnum

__all__ = ['Enum', 'IntEnum', 'StrEnum']


class StrEnum(str, Enum):
    """As the standard library's of Python 3.11."""

    def __str__(self) -> str:
        return str(self.value)

    def __format__(self, spec: str) -> str:
        return format(str(self.value), spec)
