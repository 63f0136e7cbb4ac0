"""Helpers on dictionaries."""

from typing import Any, Callable, Dict, Iterable, List


def dig(obj: Any, path: Any) -> Any:
    """The value at a path like `a.b[0].c`, or None."""
    keys: List[Any] = path.replace('[', '.').replace(']', '').split('.') if isinstance(path, str) else list(path)
    for key in keys:
        if isinstance(obj, dict):
            obj = obj.get(key)
        elif isinstance(obj, list) and str(key).lstrip('-').isdigit() and -len(obj) <= int(key) < len(obj):
            obj = obj[int(key)]
        else:
            return None
    return obj


def extract(d: Dict[str, Any], keys: Iterable[str]) -> Dict[str, Any]:
    return {key: d[key] for key in keys if key in d}


def ignore_keys(d: Dict[str, Any], keys: Iterable[str]) -> Dict[str, Any]:
    left_out = set(keys)
    return {key: value for key, value in d.items() if key not in left_out}


def ignore_keys_with_blank_values(d: Dict[str, Any], **_: Any) -> Dict[str, Any]:
    return {key: value for key, value in d.items() if value}


def group_by(func: Callable[[Any], Any], arr: Iterable[Any]) -> Dict[Any, List[Any]]:
    found: Dict[Any, List[Any]] = {}
    for item in arr:
        found.setdefault(func(item), []).append(item)
    return found


def index_by(func: Callable[[Any], Any], arr: Iterable[Any]) -> Dict[Any, Any]:
    return {func(item): item for item in arr}


def merge_dict(a: Dict[str, Any], b: Dict[str, Any]) -> Dict[str, Any]:
    return {**(a or {}), **(b or {})}


def get_json_value(content: Any, path: Any, default: Any = None) -> Any:
    import json

    found = dig(json.loads(content) if isinstance(content, (str, bytes)) else content, path)
    return default if found is None else found
