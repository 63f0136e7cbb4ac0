"""`pipewright.log_truth`: tells what was true of requests a served model has answered."""

from __future__ import annotations

import json
import math
import os
import time
import uuid
from typing import Any, Iterable, Mapping, Optional

from pipewright.data import columns_of

MOST_ROWS = 1_000_000


def log_truth(
    model: str,
    truths: Any = None,
    *,
    request_id: Optional[str] = None,
    truth: Any = None,
    row: Optional[int] = None,
    known_at: Optional[float] = None,
) -> int:
    """What was true after all, by the `X-Request-Id` of the answer; monitoring then says how good the model is.

    Of one request: `log_truth('churn', request_id='…', truth=1)`. Of many: a table (DataFrame, list of dicts, dict of lists) with the
    columns `request_id` and `truth`, and where they are known `row` (from 0, within the request) and `time` (milliseconds since 1970).
    `known_at`: when it became known, in the same milliseconds; now where it is left out. Gives how many were told.
    """
    items = [item_of({'request_id': request_id, 'truth': truth, 'row': row}, known_at)] if truths is None else items_of(truths, known_at)
    if not items:
        return 0
    if len(items) > MOST_ROWS:
        raise ValueError(f'Expected at most {MOST_ROWS:,} rows at once, got {len(items):,}. Tell them in parts.')
    write(project_folder(), {'model': model, 'items': items})
    print(f'Told what was true of {len(items):,} answers of the model {model}')
    return len(items)


def items_of(truths: Any, known_at: Optional[float]) -> list[dict[str, Any]]:
    columns = columns_of(truths)
    if columns is None or 'request_id' not in columns or 'truth' not in columns:
        found = 'no table' if columns is None else f'the columns {", ".join(columns)}'
        raise ValueError(f'Expected a table with the columns request_id and truth, got {found}.')
    names = [name for name in ('request_id', 'truth', 'row', 'time') if name in columns]
    return [item_of(dict(zip(names, values)), known_at) for values in zip(*(plain_list(columns[name]) for name in names))]


def plain_list(values: Iterable[Any]) -> list[Any]:
    for method in ('tolist', 'to_list'):
        if hasattr(values, method):
            return list(getattr(values, method)())
    return list(values)


def item_of(values: Mapping[str, Any], known_at: Optional[float]) -> dict[str, Any]:
    request_id = values.get('request_id')
    if not isinstance(request_id, str) or not request_id:
        raise ValueError(f'Expected the request_id of an answer (its header X-Request-Id), got {request_id!r}.')
    row, when = values.get('row'), values.get('time')
    return {
        'requestId': request_id,
        'row': None if is_missing(row) else int(row),
        'truth': plain(values.get('truth')),
        'time': float(when) if not is_missing(when) else known_at if known_at is not None else time.time() * 1000,
    }


def is_missing(value: Any) -> bool:
    return value is None or (isinstance(value, float) and math.isnan(value))


def plain(value: Any) -> Any:
    """As JSON holds it: scalars of numpy and pandas become Python's."""
    if hasattr(value, 'item'):
        value = value.item()
    if is_missing(value):
        raise ValueError('Expected what was true, got nothing. Leave out the rows whose truth is not known.')
    return value if isinstance(value, (bool, int, float, str)) else str(value)


def project_folder() -> str:
    """Of the run this is part of, or in a terminal the one that is named."""
    for name in ('MAGE_RUNTIME__REPO_PATH', 'PIPEWRIGHT_PROJECT'):
        folder = os.environ.get(name)
        if folder and os.path.isdir(folder):
            return folder
    raise RuntimeError('Expected to run in a block, or PIPEWRIGHT_PROJECT to name the project folder.')


def write(project: str, told: dict[str, Any]) -> None:
    """Whole or not at all, into the folder monitoring takes it from."""
    folder = os.path.join(project, '.pipewright', 'truths')
    os.makedirs(folder, exist_ok=True)
    name = os.path.join(folder, f'{time.time_ns()}-{uuid.uuid4().hex}')
    with open(f'{name}.partial', 'w', encoding='utf-8') as file:
        json.dump(told, file, allow_nan=False)
        file.flush()
        os.fsync(file.fileno())
    os.replace(f'{name}.partial', f'{name}.json')
