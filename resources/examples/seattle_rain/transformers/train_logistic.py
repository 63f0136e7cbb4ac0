from typing import Any

import numpy as np
import pandas as pd
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import GridSearchCV, TimeSeriesSplit
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler
from threadpoolctl import threadpool_limits

if 'transformer' not in globals():
    from mage_ai.data_preparation.decorators import transformer
if 'test' not in globals():
    from mage_ai.data_preparation.decorators import test


@transformer
def train_logistic(parts: list[pd.DataFrame], **kwargs: Any) -> list[Any]:
    """Fit a logistic regression with the penalty that forecasts later days best.

    Two outputs: the model and its forecast for the test days.
    """
    past, future = parts
    names = [name for name in past.columns if name not in ('date', 'rain_tomorrow')]

    search = GridSearchCV(
        make_pipeline(StandardScaler(), LogisticRegression(max_iter=2000)),
        {'logisticregression__C': np.logspace(-3, 1, 5)},
        scoring='neg_brier_score',
        cv=TimeSeriesSplit(int(kwargs.get('folds', 5))),
    )
    # So few rows are fastest on one thread, and the branches beside this one need cores too.
    with threadpool_limits(1):
        search.fit(past[names], past['rain_tomorrow'])
    print(f'best C {search.best_params_["logisticregression__C"]:.4g}, Brier score {-search.best_score_:.4f}')

    forecast = pd.DataFrame({
        'date': future['date'],
        'rain_tomorrow': future['rain_tomorrow'],
        'chance': search.predict_proba(future[names])[:, 1],
    })
    return [search.best_estimator_, forecast]


@test
def test_forecast_varies(model: Any, forecast: pd.DataFrame) -> None:
    assert forecast['chance'].std() > 0.05, 'the model says the same every day'
