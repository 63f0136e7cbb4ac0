from typing import Any

import matplotlib.pyplot as plt
import pandas as pd
from sklearn.inspection import permutation_importance
from threadpoolctl import threadpool_limits

if 'custom' not in globals():
    from mage_ai.data_preparation.decorators import custom
if 'test' not in globals():
    from mage_ai.data_preparation.decorators import test


@custom
def plot_importance(parts: list[pd.DataFrame], boosting: list[Any], **kwargs: Any) -> list[Any]:
    """Shuffle one feature at a time in the test days: how much worse does the forecast get?

    Two outputs: the table and the figure.
    """
    _, future = parts
    model = boosting[0]
    names = list(model.feature_names_in_)
    # So few rows are fastest on one thread, and the branches beside this one need cores too.
    with threadpool_limits(1):
        result = permutation_importance(
            model,
            future[names],
            future['rain_tomorrow'],
            scoring='neg_brier_score',
            n_repeats=int(kwargs.get('importance_repeats', 15)),
            random_state=int(kwargs.get('seed', 7)),
        )
    table = pd.DataFrame({
        'feature': names,
        'importance': result.importances_mean,
        'deviation': result.importances_std,
    }).sort_values('importance', ascending=False, ignore_index=True)
    print(table.head(5).round(5).to_string(index=False))

    shown = table.head(12).iloc[::-1]
    figure, axes = plt.subplots(figsize=(7.5, 5), layout='constrained')
    axes.barh(shown['feature'], shown['importance'], xerr=shown['deviation'], color='#7c3aed', ecolor='#a1a1aa')
    axes.axvline(0, color='#71717a', linewidth=1)
    axes.set(title='What the trees look at', xlabel='rise of the Brier score when shuffled')
    axes.spines[['top', 'right', 'left']].set_visible(False)
    axes.tick_params(left=False)
    return [table, figure]


@test
def test_sorted_by_importance(table: pd.DataFrame, *args: Any) -> None:
    assert table['importance'].is_monotonic_decreasing
