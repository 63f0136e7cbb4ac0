import matplotlib.pyplot as plt
import pandas as pd
from sklearn.metrics import ConfusionMatrixDisplay, RocCurveDisplay, accuracy_score, classification_report

if 'transformer' not in globals():
    from mage_ai.data_preparation.decorators import transformer
if 'test' not in globals():
    from mage_ai.data_preparation.decorators import test


@transformer
def evaluate_model(parts, model, *args, **kwargs):
    """Judge the model on rows it has not seen. Two outputs: the scores by class, and the figure.

    parts: output of a train / test split, the first upstream block
    model: output of a training block, the second upstream block
    """
    _, held_out = parts
    target = kwargs.get('target', 'target')
    features, actual = held_out.drop(columns=target), held_out[target]
    predicted = model.predict(features)

    report = classification_report(actual, predicted, output_dict=True, zero_division=0)
    report.pop('accuracy', None)  # a number among rows
    scores = pd.DataFrame(report).T.rename_axis('class').reset_index()
    scores['class'] = scores['class'].astype(str)

    accuracy = accuracy_score(actual, predicted)
    print(f'accuracy {accuracy:.4f} on {len(held_out):,} rows')
    logger = kwargs.get('logger')
    if hasattr(logger, 'metric'):
        logger.metric(accuracy=accuracy)

    is_binary = actual.nunique() == 2
    figure, axes = plt.subplots(1, 2 if is_binary else 1, figsize=(10, 4.5), squeeze=False)
    ConfusionMatrixDisplay.from_predictions(actual, predicted, ax=axes[0, 0], cmap='Blues', colorbar=False)
    if is_binary:
        RocCurveDisplay.from_estimator(model, features, actual, ax=axes[0, 1])
    figure.tight_layout()
    return [scores, figure]


@test
def test_scores_are_shares(scores, *args):
    assert scores[['precision', 'recall', 'f1-score']].stack().between(0, 1).all()
