from typing import Any

import pandas as pd
from sklearn.ensemble import HistGradientBoostingClassifier
from sklearn.experimental import enable_halving_search_cv  # noqa: F401  (makes the next import work)
from sklearn.model_selection import HalvingGridSearchCV, TimeSeriesSplit
from threadpoolctl import threadpool_limits

if 'transformer' not in globals():
    from mage_ai.data_preparation.decorators import transformer
if 'test' not in globals():
    from mage_ai.data_preparation.decorators import test

GRID = {
    'learning_rate': [0.02, 0.05, 0.1],
    'max_leaf_nodes': [4, 8, 16],
    'l2_regularization': [0.0, 10.0],
}


@transformer
def tune_boosting(parts: list[pd.DataFrame], **kwargs: Any) -> list[Any]:
    """Tune gradient boosted trees by successive halving.

    All candidates start with few trees; the better third goes on with three times as many. Three outputs:
    the model, its forecast for the test days, and the table of the search.
    """
    past, future = parts
    names = [name for name in past.columns if name not in ('date', 'rain_tomorrow')]

    search = HalvingGridSearchCV(
        HistGradientBoostingClassifier(
            min_samples_leaf=30, early_stopping=False, random_state=int(kwargs.get('seed', 7))
        ),
        GRID,
        resource='max_iter',
        min_resources=12,
        max_resources=int(kwargs.get('max_trees', 108)),
        factor=3,
        scoring='neg_brier_score',
        cv=TimeSeriesSplit(int(kwargs.get('folds', 5))),
        verbose=1,
    )
    # So few rows are fastest on one thread, and the branches beside this one need cores too.
    with threadpool_limits(1):
        search.fit(past[names], past['rain_tomorrow'])
    print(f'best: {search.best_params_}, Brier score {-search.best_score_:.4f}')

    results = pd.DataFrame(search.cv_results_)
    table = pd.DataFrame({
        'round': results['iter'] + 1,
        'trees': results['n_resources'],
        **{name: results[f'param_{name}'].astype(float) for name in GRID},
        'brier': -results['mean_test_score'],
        'deviation': results['std_test_score'],
        'seconds': results['mean_fit_time'],
    }).sort_values(['round', 'brier'], ascending=[False, True], ignore_index=True)

    forecast = pd.DataFrame({
        'date': future['date'],
        'rain_tomorrow': future['rain_tomorrow'],
        'chance': search.predict_proba(future[names])[:, 1],
    })
    return [search.best_estimator_, forecast, table]


@test
def test_every_candidate_was_tried(model: Any, forecast: pd.DataFrame, table: pd.DataFrame) -> None:
    candidates = 1
    for values in GRID.values():
        candidates *= len(values)
    assert (table['round'] == 1).sum() == candidates


@test
def test_forecast_covers_the_test_days(model: Any, forecast: pd.DataFrame, *args: Any) -> None:
    assert forecast['chance'].between(0, 1).all() and len(forecast) > 300
