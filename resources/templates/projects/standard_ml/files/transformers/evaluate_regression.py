from statistics import fmean
from typing import Any

if 'transformer' not in globals():
    from mage_ai.data_preparation.decorators import transformer
if 'test' not in globals():
    from mage_ai.data_preparation.decorators import test

Rows = list[dict[str, float]]


def predict(model: dict[str, Any], row: dict[str, float]) -> float:
    return model['constant'] + sum(
        feature['weight'] * (row[feature['name']] - feature['mean']) / feature['deviation']
        for feature in model['features']
    )


@transformer
def evaluate_regression(parts: list[Rows], trained: list[Any], **kwargs: Any) -> list[Any]:
    """Judge the model on rows it has not seen. Two outputs: the scores and the predictions."""
    _, held_out = parts
    model, _ = trained
    target = model['target']
    table = [{**row, 'predicted': round(predict(model, row), 1)} for row in held_out]

    average = fmean(row[target] for row in table)
    unexplained = sum((row[target] - row['predicted']) ** 2 for row in table)
    scores = {
        'mae': fmean(abs(row[target] - row['predicted']) for row in table),
        'rmse': (unexplained / len(table)) ** 0.5,
        'r2': 1 - unexplained / sum((row[target] - average) ** 2 for row in table),
    }
    print('  '.join(f'{name} {value:.3f}' for name, value in scores.items()))
    logger = kwargs.get('logger')
    if hasattr(logger, 'metric'):
        logger.metric(**scores)
    return [scores, table]


@test
def test_better_than_the_average(scores: dict[str, float], *args: Any) -> None:
    assert scores['r2'] > 0, 'the average rent is a better guess than the model'
