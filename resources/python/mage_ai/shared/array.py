"""Helpers on lists."""

from typing import Any, Callable, List, Optional, Sequence


def find(condition: Callable[[Any], bool], arr: Sequence[Any]) -> Optional[Any]:
    return next((item for item in arr if condition(item)), None)


def find_index(condition: Callable[[Any], bool], arr: Sequence[Any]) -> int:
    return next((index for index, item in enumerate(arr) if condition(item)), -1)


def flatten(arr: Sequence[Any]) -> List[Any]:
    return [inner for item in arr for inner in (item if isinstance(item, (list, tuple)) else [item])]


def difference(li1: Sequence[Any], li2: Sequence[Any]) -> List[Any]:
    return [item for item in li1 if item not in li2]


def unique_by(arr: Sequence[Any], key: Callable[[Any], Any]) -> List[Any]:
    found: dict = {}
    for item in arr:
        found.setdefault(key(item), item)
    return list(found.values())


def is_iterable(value: Any) -> bool:
    return isinstance(value, (list, tuple, set))
