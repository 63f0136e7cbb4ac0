"""Helpers on lists."""

import random
from collections.abc import Iterable
from typing import Any, Callable, Iterator, List, Optional, Sequence


def find(condition: Callable[[Any], bool], arr: Sequence[Any], map: Optional[Callable[[Any], Any]] = None) -> Optional[Any]:
    return next((map(item) if map else item for item in arr if condition(item)), None)


def find_index(condition: Callable[[Any], bool], arr: Sequence[Any]) -> int:
    return next((index for index, item in enumerate(arr) if condition(item)), -1)


def flatten(arr: Sequence[Any]) -> List[Any]:
    return [inner for item in arr for inner in (item if isinstance(item, (list, tuple)) else [item])]


def difference(li1: Sequence[Any], li2: Sequence[Any]) -> List[Any]:
    """What is in one of the lists only."""
    return [item for item in [*li1, *li2] if item not in li1 or item not in li2]


def subtract(arr1: Sequence[Any], arr2: Sequence[Any]) -> List[Any]:
    return [item for item in arr1 if item not in arr2]


def batch(iterable: Sequence[Any], n: int = 1) -> Iterator[Sequence[Any]]:
    for start in range(0, len(iterable), n):
        yield iterable[start : start + n]


def sample(arr: Sequence[Any]) -> Any:
    return random.choice(arr)


def unique_by(arr: Sequence[Any], key: Callable[[Any], Any]) -> List[Any]:
    found: dict = {}
    for item in arr:
        found.setdefault(key(item), item)
    return list(found.values())


def is_iterable(obj: Any, exclude_dicts: bool = True, exclude_strings: bool = True) -> bool:
    left_out = (exclude_strings and isinstance(obj, str)) or (exclude_dicts and isinstance(obj, dict))
    return not left_out and isinstance(obj, Iterable)
