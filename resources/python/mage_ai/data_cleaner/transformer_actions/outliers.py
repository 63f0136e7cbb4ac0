"""Rows whose numbers lie far from those of the others."""

from __future__ import annotations

from typing import Any, Dict

from mage_ai.data_cleaner.column_types.constants import NUMBER_TYPES
from mage_ai.data_cleaner.transformer_actions.utils import kind_of

METHODS = ('auto', 'itree', 'lof')
# The share of outliers that is looked for lies between these, whatever the quartiles say.
FEWEST, MOST = 0.025, 0.15
# Beyond this many columns, distances between rows say little.
NEIGHBOUR_COLUMNS = 5
MOST_COLUMNS = 20


def remove_outliers(df: Any, action: Dict[str, Any]) -> Any:
    """Rows with outliers go; rows with missing numbers stay."""
    names = [name for name in dict.fromkeys(action['action_arguments']) if kind_of(df, name) in NUMBER_TYPES]
    numbers = df[names].astype(float).dropna()
    if numbers.size == 0:
        return df
    method = action['action_options'].get('method') or 'auto'
    if method not in METHODS:
        raise ValueError(f'the method {method!r} of removing outliers is none of {", ".join(METHODS)}')
    is_outlier = iter(outliers(numbers.to_numpy(), method))
    return df[[not (is_complete and next(is_outlier)) for is_complete in df[names].notna().all(axis=1)]]


def outliers(rows: Any, method: str) -> Any:
    """Which rows are outliers, by an isolation forest or by the density around them, as Mage chooses them."""
    share = min(max(share_beyond_quartiles(rows), FEWEST), MOST)
    is_wide = rows.shape[1] > NEIGHBOUR_COLUMNS
    if rows.shape[1] > MOST_COLUMNS:
        from sklearn.decomposition import PCA

        rows = PCA(n_components=MOST_COLUMNS, random_state=42).fit_transform(rows)
    if method == 'itree' or (method == 'auto' and is_wide):
        from sklearn.ensemble import IsolationForest

        return IsolationForest(contamination=share, n_estimators=100, random_state=42).fit(rows).predict(rows) == -1
    from sklearn.neighbors import LocalOutlierFactor

    return LocalOutlierFactor(n_neighbors=neighbours(len(rows), share), contamination=share).fit_predict(rows) == -1


def neighbours(count: int, share: float) -> int:
    if count < 10:
        return 2
    if count < 500:
        return count // 10 + 1
    return 20 if share <= 0.1 else 35


def share_beyond_quartiles(rows: Any) -> float:
    """How many rows have half of their numbers beyond one and a half times the range between the quartiles."""
    import numpy

    low, high = numpy.quantile(rows, 0.25, axis=0), numpy.quantile(rows, 0.75, axis=0)
    reach = 1.5 * (high - low)
    beyond = (rows < low - reach) | (rows > high + reach)
    return float((beyond.mean(axis=1) >= 0.5).mean())
