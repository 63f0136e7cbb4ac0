from statistics import fmean, pstdev
from typing import Any

if 'transformer' not in globals():
    from mage_ai.data_preparation.decorators import transformer
if 'test' not in globals():
    from mage_ai.data_preparation.decorators import test

FEATURES = ('area_m2', 'distance_km', 'floor')
TARGET = 'rent'

Rows = list[dict[str, float]]


@transformer
def train_regression(parts: list[Rows], **kwargs: Any) -> list[Any]:
    """Fit a linear regression by gradient descent. Two outputs: the model and the learning curve."""
    train, _ = parts  # the two outputs of the block before arrive as one list
    epochs = int(kwargs.get('epochs', 60))
    rate = float(kwargs.get('learning_rate', 0.1))
    logger = kwargs.get('logger')

    mean = {name: fmean(row[name] for row in train) for name in FEATURES}
    deviation = {name: pstdev(row[name] for row in train) for name in FEATURES}
    inputs = [[(row[name] - mean[name]) / deviation[name] for name in FEATURES] for row in train]
    targets = [row[TARGET] for row in train]

    weights = [0.0] * len(FEATURES)
    constant = fmean(targets)
    history = []
    for epoch in range(1, epochs + 1):
        errors = [
            constant + sum(w * x for w, x in zip(weights, line)) - target
            for line, target in zip(inputs, targets)
        ]
        for position in range(len(weights)):
            slope = fmean(error * line[position] for error, line in zip(errors, inputs))
            weights[position] -= rate * slope
        constant -= rate * fmean(errors)

        loss = fmean(error * error for error in errors) ** 0.5
        history.append({'epoch': epoch, 'rmse': loss})
        print(f'epoch {epoch} / {epochs}  rmse {loss:.2f}')
        if hasattr(logger, 'metric'):
            logger.metric(step=epoch, rmse=loss)

    model = {
        'target': TARGET,
        'constant': constant,
        'features': [
            {'name': name, 'mean': mean[name], 'deviation': deviation[name], 'weight': weight}
            for name, weight in zip(FEATURES, weights)
        ],
    }
    return [model, history]


@test
def test_error_falls(model: dict[str, Any], history: list[dict[str, float]]) -> None:
    assert history[-1]['rmse'] < history[0]['rmse'], 'the last epoch is no better than the first'
