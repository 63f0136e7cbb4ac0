"""What the training data of a model looked like: enough to compare later data with it, without keeping the data.

The form is `dataProfileSchema` of the engine (`shared/model/profile.ts`).
"""

from __future__ import annotations

import datetime
import math
import time
from bisect import bisect_left
from collections import Counter
from typing import Any, Iterable, Optional

from pipewright.data import columns_of, loaded, row_count, spread

BINS = 10
QUANTILES = 101
MOST_SAMPLES = 1000
MOST_CATEGORIES = 100
# Predictions are asked of the model for at most so many rows of the training data.
MOST_PREDICTED = 10_000


def profile_of(features: Any, target: Any = None, target_name: str = 'target', model: Any = None) -> Optional[dict[str, Any]]:
    """The profile of training data; None where it is no table."""
    columns = columns_of(features)
    if not columns:
        return None
    return {
        'format': 1,
        'rows': row_count(features) or 0,
        'created_at': time.time_ns() // 1_000_000,
        'features': [profile_column(name, values) for name, values in columns.items()],
        'predictions': predictions_of(model, features),
        'target': None if target is None else profile_column(target_name, target),
    }


def predictions_of(model: Any, features: Any) -> Optional[list[dict[str, Any]]]:
    """What the model says of its own training data. A model that takes rows in another form tells nothing."""
    if not callable(getattr(model, 'predict', None)):
        return None
    rows = spread(features, MOST_PREDICTED)
    try:
        predictions = columns_of(model.predict(rows))
        if not predictions or len(predictions) != 1:
            return None
        found = [profile_column('prediction', next(iter(predictions.values())))]
        probabilities = columns_of(model.predict_proba(rows)) if callable(getattr(model, 'predict_proba', None)) else None
    except Exception:
        return None
    if probabilities is not None and len(probabilities) == 2:
        found.append(profile_column('probability', list(probabilities.values())[1]))
    return found


def profile_column(name: str, values: Any) -> dict[str, Any]:
    """A column of numbers, dates as milliseconds, or of categories."""
    numbers = as_numbers(values)
    if numbers is not None:
        return profile_numbers(name, *numbers)
    return profile_categories(name, values)


def plain_list(values: Any) -> list[Any]:
    for way in ('to_list', 'tolist'):
        if hasattr(values, way):
            return getattr(values, way)()
    return list(values)


def as_numbers(values: Any) -> Optional[tuple[Any, int]]:
    """The finite values, rising, and how many are missing; None where the column holds other things than numbers or dates."""
    numpy = loaded('numpy')
    kind = getattr(getattr(values, 'dtype', None), 'kind', None)
    if numpy is not None and kind is not None and kind in 'iufM':
        array = values.to_numpy() if hasattr(values, 'to_numpy') else numpy.asarray(values)
        if array.dtype.kind == 'M':
            missing = numpy.isnat(array)
            array = array[~missing].astype('datetime64[ms]').astype('int64')
            return numpy.sort(array.astype('float64')), int(missing.sum())
        array = array.astype('float64')
        finite = numpy.isfinite(array)
        return numpy.sort(array[finite]), int((~finite).sum())
    return numbers_in(plain_list(values))


def numbers_in(values: list[Any]) -> Optional[tuple[list[float], int]]:
    numbers = []
    for value in values:
        if is_missing(value):
            continue
        number = as_number(value)
        if number is None:
            return None
        if math.isfinite(number):
            numbers.append(number)
    return (sorted(numbers), len(values) - len(numbers)) if numbers else None


def is_missing(value: Any) -> bool:
    if value is None or (isinstance(value, float) and math.isnan(value)):
        return True
    pandas = loaded('pandas')
    return pandas is not None and (value is pandas.NA or value is pandas.NaT)


def as_number(value: Any) -> Optional[float]:
    if isinstance(value, bool) or type(value).__name__ in ('bool_', 'bool'):
        return None
    if isinstance(value, datetime.datetime):
        return value.replace(tzinfo=value.tzinfo or datetime.timezone.utc).timestamp() * 1000
    if isinstance(value, datetime.date):
        return datetime.datetime(value.year, value.month, value.day, tzinfo=datetime.timezone.utc).timestamp() * 1000
    if isinstance(value, (str, bytes)):
        return None
    try:
        return float(value)
    except (TypeError, ValueError):
        return None


def profile_numbers(name: str, ordered: Any, missing: int) -> dict[str, Any]:
    """`ordered` holds the finite values, rising: a list or an array."""
    count = len(ordered)
    if count == 0:
        empty: list[float] = []
        unknown = dict.fromkeys(('min', 'max', 'mean', 'std'))
        return {
            'name': name,
            'kind': 'number',
            'missing': missing,
            **unknown,
            'edges': empty,
            'counts': empty,
            'quantiles': empty,
            'sample': empty,
        }
    mean = math.fsum(ordered) / count
    spread_of = math.fsum((value - mean) ** 2 for value in ordered) if not hasattr(ordered, 'var') else float(((ordered - mean) ** 2).sum())
    edges = rising([quantile(ordered, step, BINS) for step in range(BINS + 1)])
    step = max(1, math.ceil(count / MOST_SAMPLES))
    return {
        'name': name,
        'kind': 'number',
        'missing': missing,
        'min': float(ordered[0]),
        'max': float(ordered[-1]),
        'mean': mean,
        'std': math.sqrt(spread_of / (count - 1)) if count > 1 else 0.0,
        'edges': edges,
        'counts': counts_between(ordered, edges),
        'quantiles': [quantile(ordered, number, QUANTILES - 1) for number in range(QUANTILES)],
        'sample': [float(value) for value in ordered[step // 2 :: step]],
    }


def quantile(ordered: Any, part: int, parts: int) -> float:
    """By linear interpolation between the nearest ranks, as numpy's default (Hyndman and Fan 1996, definition 7)."""
    below, rest = divmod(part * (len(ordered) - 1), parts)
    above = min(below + 1, len(ordered) - 1)
    low, high = float(ordered[below]), float(ordered[above])
    return low + (high - low) * (rest / parts)


def rising(values: Iterable[float]) -> list[float]:
    found: list[float] = []
    for value in values:
        if not found or value > found[-1]:
            found.append(value)
    return found


def counts_between(ordered: Any, edges: list[float]) -> list[int]:
    """Rows from each edge up to, not with, the next; the last interval holds its upper edge."""
    places = [bisect_left(ordered, edge) for edge in edges]
    if places:
        places[-1] = len(ordered)
    return [int(after - before) for before, after in zip(places, places[1:])]


def profile_categories(name: str, values: Any) -> dict[str, Any]:
    counts: Counter[str] = Counter()
    missing = 0
    for value, count in counted(values):
        if is_missing(value):
            missing += count
        else:
            counts[word_for(value)] += count
    shown = counts.most_common(MOST_CATEGORIES)
    other = sum(counts.values()) - sum(count for _, count in shown)
    categories = [{'value': value, 'count': count} for value, count in shown]
    return {'name': name, 'kind': 'category', 'missing': missing, 'categories': categories, 'other': other}


def counted(values: Any) -> list[tuple[Any, int]]:
    if hasattr(values, 'value_counts') and hasattr(values, 'iloc'):
        return [(value, int(count)) for value, count in values.value_counts(dropna=False).items()]
    return list(Counter(value if value.__hash__ is not None else str(value) for value in plain_list(values)).items())


def word_for(value: Any) -> str:
    """As the engine writes it: booleans as in JSON."""
    if isinstance(value, bool) or type(value).__name__ == 'bool_':
        return 'true' if value else 'false'
    return str(value)
