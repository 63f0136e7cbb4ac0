"""`kwargs['context']` of a run in one process, which notices whether a block used it.

What is in it lives in the process alone: such a block cannot be taken over into another run, where it would be missing.
"""

from __future__ import annotations

import os
from typing import Any

USED_FILE = 'context-used'


class SharedContext(dict[str, Any]):
    """A dict like any other. Its length says nothing of what is in it, so asking for that is not using it."""

    used = False


def noticing(name: str) -> Any:
    plain = getattr(dict, name)

    def method(self: SharedContext, *args: Any, **kwargs: Any) -> Any:
        self.used = True
        return plain(self, *args, **kwargs)

    method.__name__ = name
    return method


for _name in (
    '__getitem__', '__setitem__', '__delitem__', '__contains__', '__iter__', '__eq__', '__or__', '__ior__', 'get',
    'setdefault', 'pop', 'popitem', 'update', 'keys', 'values', 'items', 'copy', 'clear',
):  # fmt: skip
    setattr(SharedContext, _name, noticing(_name))


def note_use(context: SharedContext, directory: str) -> None:
    """Leaves a mark in the block run directory of a block that used the context."""
    if context.used:
        context.used = False
        open(os.path.join(directory, USED_FILE), 'w').close()
