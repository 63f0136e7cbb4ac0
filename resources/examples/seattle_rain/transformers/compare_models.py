from typing import Any

import pandas as pd
from sklearn.metrics import brier_score_loss, log_loss, roc_auc_score

if 'transformer' not in globals():
    from mage_ai.data_preparation.decorators import transformer
if 'test' not in globals():
    from mage_ai.data_preparation.decorators import test


def log_metrics(logger: Any, **metrics: float) -> None:
    """Record metrics where the logger keeps them, print them where it does not."""
    if hasattr(logger, 'metric'):
        logger.metric(**metrics)
    else:
        print('  '.join(f'{name} {value:.4f}' for name, value in metrics.items()))


def score(name: str, forecast: pd.DataFrame) -> dict[str, Any]:
    rained, chance = forecast['rain_tomorrow'], forecast['chance']
    return {
        'model': name,
        'brier': brier_score_loss(rained, chance),
        'auc': roc_auc_score(rained, chance),
        'log_loss': log_loss(rained, chance),
        'right': ((chance > 0.5) == (rained == 1)).mean(),
    }


@transformer
def compare_models(
    climate: pd.DataFrame, logistic: list[Any], boosting: list[Any], **kwargs: Any
) -> list[pd.DataFrame]:
    """Score three forecasts of the same days. Two outputs: the scores, and the forecasts side by side.

    The Brier score is the mean squared distance between the chance and what came; `skill` is how much of
    the almanac's score a model saves.
    """
    forecasts = {'climate': climate, 'logistic': logistic[1], 'boosting': boosting[1]}
    scores = pd.DataFrame([score(name, forecast) for name, forecast in forecasts.items()])
    almanac = scores.loc[scores['model'] == 'climate', 'brier'].item()
    scores['skill'] = 1 - scores['brier'] / almanac
    scores = scores.sort_values('brier', ignore_index=True)
    print(scores.round(4).to_string(index=False))

    together = climate[['date', 'rain_tomorrow']].copy()
    for name, forecast in forecasts.items():
        together[name] = forecast['chance'].to_numpy()

    best = scores.iloc[0]
    log_metrics(
        kwargs.get('logger'),
        best_brier=float(best['brier']),
        best_auc=float(best['auc']),
        best_skill=float(best['skill']),
        climate_brier=float(almanac),
    )
    return [scores, together]


@test
def test_three_models(scores: pd.DataFrame, together: pd.DataFrame) -> None:
    assert set(scores['model']) == {'climate', 'logistic', 'boosting'}
    assert together.notna().all(axis=None)


@test
def test_better_than_a_coin(scores: pd.DataFrame, *args: Any) -> None:
    assert scores['brier'].max() < 0.25, 'a forecast of 50 % every day scores 0.25'
