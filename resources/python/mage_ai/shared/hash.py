"""Helpers on dictionaries."""

import math
from typing import Any, Callable, Dict, Iterable, List, Optional


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


def safe_dig(obj: Any, path: Any) -> Any:
    return dig(obj, path)


def extract(d: Dict[str, Any], keys: Iterable[str], include_blank_values: bool = False) -> Dict[str, Any]:
    found = {key: d.get(key) for key in keys}
    return found if include_blank_values else {key: value for key, value in found.items() if value is not None}


def ignore_keys(d: Dict[str, Any], keys: Iterable[str]) -> Dict[str, Any]:
    left_out = set(keys)
    return {key: value for key, value in d.items() if key not in left_out}


def ignore_keys_with_blank_values(d: Dict[str, Any], include_values: Optional[List[Any]] = None) -> Dict[str, Any]:
    return {key: value for key, value in d.items() if value or (include_values and value in include_values)}


def flatten(d: Dict[str, Any]) -> Dict[str, Any]:
    """Names of at most three levels joined by `_`."""
    flat: Dict[str, Any] = {}
    for first, value in d.items():
        for second, inner in value.items() if isinstance(value, dict) else [(None, value)]:
            for third, innermost in inner.items() if second is not None and isinstance(inner, dict) else [(None, inner)]:
                flat['_'.join(str(part) for part in (first, second, third) if part is not None)] = innermost
    return flat


def flatten_dict(d: Dict[str, Any], parent_key: str = '', sep: str = '.') -> Dict[str, Any]:
    flat: Dict[str, Any] = {}
    for key, value in d.items():
        name = f'{parent_key}{sep}{key}' if parent_key else key
        flat.update(flatten_dict(value, name, sep) if isinstance(value, dict) else {name: value})
    return flat


def unflatten_dict(d: Dict[str, Any], sep: str = '.') -> Dict[str, Any]:
    found: Dict[str, Any] = {}
    for name, value in d.items():
        *parents, last = name.split(sep)
        inner = found
        for parent in parents:
            inner = inner.setdefault(parent, {})
        inner[last] = value
    return found


def camel_case_keys_to_snake_case(d: Any) -> Any:
    from mage_ai.shared.strings import camel_to_snake_case

    if isinstance(d, list):
        return [camel_case_keys_to_snake_case(item) for item in d]
    if not isinstance(d, dict):
        return d
    return {camel_to_snake_case(key): camel_case_keys_to_snake_case(value) for key, value in d.items()}


def extract_arrays(d: Dict[str, Any]) -> List[List[Any]]:
    return [value for value in d.values() if isinstance(value, list)]


def replace_dict_nan_value(d: Dict[str, Any]) -> Dict[str, Any]:
    return {key: None if isinstance(value, float) and math.isnan(value) else value for key, value in d.items()}


def get_safe_value(data: Optional[Dict[str, Any]], key: str, default_value: Any) -> Any:
    return data.get(key, default_value) if data else default_value


def set_value(obj: Dict[str, Any], keys: List[str], value: Any) -> Dict[str, Any]:
    """Sets what lies at a path of keys; what is missing on the way is made."""
    inner = obj
    for key in keys[:-1]:
        inner[key] = inner.get(key) or {}
        inner = inner[key]
    inner[keys[-1]] = value
    return obj


def combine_into(child: Dict[str, Any], parent: Dict[str, Any]) -> None:
    """Puts the child's values over the parent's, level by level."""
    for key, value in child.items():
        if isinstance(value, dict):
            combine_into(value, parent.setdefault(key, {}))
        else:
            parent[key] = value


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
