from sklearn.ensemble import HistGradientBoostingClassifier
from sklearn.model_selection import GridSearchCV

if 'transformer' not in globals():
    from mage_ai.data_preparation.decorators import transformer
if 'test' not in globals():
    from mage_ai.data_preparation.decorators import test

GRID = {'learning_rate': [0.05, 0.1], 'max_leaf_nodes': [8, 16, 31]}


@transformer
def {{ block_name }}(parts, *args, **kwargs):
    """Fit on the training rows and return the best model; expects a train / test split upstream."""
    train, _ = parts  # the two outputs of the split arrive as one list
    target = kwargs.get('target', 'target')

    search = GridSearchCV(
        HistGradientBoostingClassifier(random_state=kwargs.get('seed', 7)),
        GRID,
        scoring='accuracy',
        cv=5,
    ).fit(train.drop(columns=target), train[target])
    print(f'best {search.best_params_}, cross-validated accuracy {search.best_score_:.4f}')

    logger = kwargs.get('logger')
    if hasattr(logger, 'metric'):
        logger.metric(cv_accuracy=search.best_score_)
    return search.best_estimator_


@test
def test_can_predict(model, *args):
    assert hasattr(model, 'predict')
