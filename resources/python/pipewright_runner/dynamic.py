"""Inputs that are not simply an upstream block's outputs: items of dynamic blocks, values of all children, global data products.

`extra.inputs` in request.json names them by upstream block; README.md has the forms.
"""

from __future__ import annotations

from typing import Any, Optional

from pipewright_runner.libraries import is_numpy_array, is_pandas_frame, is_pandas_series, is_polars_frame, is_polars_series
from pipewright_runner.storage.load import InputError, load_argument, load_output, read_outputs


def special_input(entry: dict[str, Any], form: dict[str, Any], metadata: dict[str, Any]) -> Any:
    """The value of one special input. Metadata of a dynamic parent for this child is added to `metadata`."""
    if 'item' in form:
        return item_of_parent(entry, form['item'], metadata)
    if 'children' in form:
        return reduced(form['children'], metadata)
    if 'child' in form:
        return of_child(entry['directory'], metadata)
    if 'globalDataProduct' in form:
        return {part['blockUuid']: all_outputs(part['directories']) for part in form['globalDataProduct']}
    raise InputError(f'extra.inputs of {entry["blockUuid"]} has none of the known forms: {sorted(form)}')


def of_child(directory: str, metadata: dict[str, Any]) -> Any:
    """As in Mage: nothing from a child is None, not the empty list that nothing from a block is; a list of one is what is in it.

    The second of two outputs is metadata too, where it is a dictionary.
    """
    values = [bare(load_output(directory, output)) for output in read_outputs(directory)]
    metadata.update(metadata_beside(values))
    return values[0] if len(values) == 1 else values or None


def metadata_beside(values: list[Any]) -> dict[str, Any]:
    return values[1] if len(values) == 2 and isinstance(values[1], dict) else {}


def bare(value: Any) -> Any:
    return value[0] if isinstance(value, (list, tuple)) and len(value) == 1 else value


def all_outputs(directories: list[str]) -> list[Any]:
    """Every output of every block run, one after another: a block of a product that returns three values gives three."""
    return [load_output(directory, output) for directory in directories for output in read_outputs(directory)]


def item_of_parent(entry: dict[str, Any], index: int, metadata: dict[str, Any]) -> Any:
    """Item `index` of a dynamic parent's first output; its second output, if any, is a list of metadata beside it."""
    directory = entry['directory']
    outputs = {output['name']: output for output in read_outputs(directory)}
    if 'output_0' not in outputs:
        raise InputError(f'{entry["blockUuid"]} is dynamic, but it has no output to take items from.')
    items = load_output(directory, outputs['output_0'])
    if 'output_1' in outputs:
        beside = load_output(directory, outputs['output_1'])
        if isinstance(beside, list) and index < len(beside) and isinstance(beside[index], dict):
            metadata.update(beside[index])
    return pick(items, index)


def pick(items: Any, index: int) -> Any:
    if is_pandas_frame(items) or is_pandas_series(items):
        return items.iloc[index]
    if is_polars_frame(items):
        return items[index : index + 1]
    return items if count_items(items) is None or isinstance(items, dict) else items[index]


def count_items(items: Any) -> Optional[int]:
    """How many children the items of a dynamic block make; None if they are no list of items."""
    if isinstance(items, (list, tuple)) or any(
        is_kind(items) for is_kind in (is_pandas_frame, is_pandas_series, is_polars_frame, is_polars_series, is_numpy_array)
    ):
        return len(items)
    return 1 if isinstance(items, dict) else None


def is_dynamic(configuration: dict[str, Any]) -> bool:
    """Whether the blocks below run once per item: `dynamic: true`, or the newer mapping that says so by `parent`."""
    setting = configuration.get('dynamic')
    return bool(setting.get('parent')) if isinstance(setting, dict) else setting is True


def with_listed_items(returned: Any) -> Any:
    """What a dynamic block returned, with a set or range of items as the list of them; anything else unchanged."""
    if isinstance(returned, (set, frozenset, range)):
        return [in_order(returned)]
    if type(returned) in (list, tuple) and returned and isinstance(returned[0], (set, frozenset, range)):
        return [in_order(returned[0]), *returned[1:]]
    return returned


def in_order(items: Any) -> list[Any]:
    if isinstance(items, range):
        return list(items)
    try:
        return sorted(items)
    except TypeError:
        return list(items)


def describe_children(outputs: list[Any]) -> dict[str, Any]:
    """What the engine needs to start the children of a dynamic block: how many, and what they are called."""
    if not outputs:
        return {'count': 0, 'names': None, 'problem': None}
    count = count_items(outputs[0])
    problem = problem_with(outputs)
    if problem is not None:
        return {'count': None, 'names': None, 'problem': problem}
    names = None
    if len(outputs) > 1 and isinstance(outputs[1], list):
        found_names = [entry.get('block_uuid') if isinstance(entry, dict) else None for entry in outputs[1]]
        names = [*found_names, *[None] * count][:count] if any(found_names) else None
    return {'count': count, 'names': names, 'problem': None}


def problem_with(outputs: list[Any]) -> Optional[str]:
    """Why the first two outputs of a dynamic block are no list of items with metadata; None where they are."""
    expected = 'A dynamic block returns a list of its items and, if wanted, a list of metadata: [items] or [items, metadata].'
    if count_items(outputs[0]) is None:
        return f'{expected} This one returned a value of type {type(outputs[0]).__name__}.'
    if len(outputs) == 1:
        return None
    if isinstance(outputs[0], dict):
        return (
            f'{expected} This one returned {len(outputs)} outputs, the first a dictionary: put the list into a list, as in return [items].'
        )
    metadata = [] if outputs[1] is None else outputs[1]
    if not isinstance(metadata, (list, tuple)):
        return f'{expected} The metadata of this one is no list but a value of type {type(metadata).__name__}.'
    strange = [entry for entry in metadata if not isinstance(entry, (dict, type(None)))]
    if strange:
        return f'{expected} The metadata of this one is no list of dictionaries: in it is a value of type {type(strange[0]).__name__}.'
    return None


def reduced(directories: list[str], metadata: dict[str, Any]) -> list[Any]:
    """The values of all children in one list. A child that returned a list, or more than two outputs, adds its elements, as in Mage.

    Two outputs stay together: the second is taken for metadata. Where that is nothing, they are two elements.
    """
    values: list[Any] = []
    for directory in directories:
        count = len(read_outputs(directory))
        value = load_argument(directory) if count else None
        if count < 2:
            value = bare(value)
        else:
            value = [bare(part) for part in value]
            metadata.update(metadata_beside(value))
        if isinstance(value, list) and (count != 2 or is_nothing(value[1])):
            values.extend(value)
        else:
            values.append(value)
    return values


def is_nothing(value: Any) -> bool:
    try:
        return not value
    except ValueError:
        # Frames and arrays say neither.
        return False
