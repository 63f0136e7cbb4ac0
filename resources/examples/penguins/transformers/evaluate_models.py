import math
import random
from statistics import fmean
from typing import Any

if 'transformer' not in globals():
    from mage_ai.data_preparation.decorators import transformer
if 'test' not in globals():
    from mage_ai.data_preparation.decorators import test

PERMUTATIONS = 20_000

Row = dict[str, Any]


def log_metrics(logger: Any, **metrics: float) -> None:
    """Record metrics where the logger keeps them, print them where it does not."""
    if hasattr(logger, 'metric'):
        logger.metric(**metrics)
    else:
        print('  '.join(f'{name} {value:.4f}' for name, value in metrics.items()))


def accuracy(predictions: list[Row]) -> float:
    return fmean(row['species'] == row['predicted'] for row in predictions)


def wilson_interval(share: float, count: int, z: float = 1.96) -> tuple[float, float]:
    """95 % interval of a share; unlike the bootstrap it stays honest when nothing is wrong."""
    middle = share + z * z / (2 * count)
    reach = z * math.sqrt(share * (1 - share) / count + z * z / (4 * count * count))
    scale = 1 + z * z / count
    return (middle - reach) / scale, min(1.0, (middle + reach) / scale)


def luck(first: list[Row], second: list[Row], seed: int) -> float:
    """Chance of a difference this large if both models were equally good.

    A paired permutation test: who of the two was right is swapped at random, penguin by penguin.
    """
    rng = random.Random(seed)
    pairs = [
        (a['species'] == a['predicted']) - (b['species'] == b['predicted'])
        for a, b in zip(first, second)
    ]
    observed = abs(sum(pairs))
    extreme = sum(
        abs(sum(pair if rng.random() < 0.5 else -pair for pair in pairs)) >= observed
        for _ in range(PERMUTATIONS)
    )
    return extreme / PERMUTATIONS


def scores_by_species(model: str, predictions: list[Row]) -> list[Row]:
    """Precision, recall and F1 of one model, a row per species."""
    table = []
    for species in sorted({row['species'] for row in predictions}):
        found = sum(row['species'] == species == row['predicted'] for row in predictions)
        called = sum(row['predicted'] == species for row in predictions)
        actual = sum(row['species'] == species for row in predictions)
        precision = found / called if called else 0.0
        recall = found / actual
        table.append({
            'model': model,
            'species': species,
            'precision': precision,
            'recall': recall,
            'f1': 2 * precision * recall / (precision + recall) if found else 0.0,
            'penguins': actual,
        })
    return table


def confusion_matrix(predictions: list[Row]) -> list[Row]:
    """A row per actual species, a column per predicted one."""
    names = sorted({row['species'] for row in predictions})
    return [
        {
            'actual': actual,
            **{
                predicted: sum(
                    row['species'] == actual and row['predicted'] == predicted
                    for row in predictions
                )
                for predicted in names
            },
        }
        for actual in names
    ]


@transformer
def evaluate_models(softmax: list[Any], baseline: list[Any], **kwargs: Any) -> list[list[Row]]:
    """Compare both models on penguins neither has seen.

    Three outputs: a summary, scores by species, and the confusion matrix of the trained model.
    """
    seed = int(kwargs.get('seed', 4))
    contestants = {'softmax': softmax[-1], 'nearest neighbours': baseline[-1]}

    summary, by_species = [], []
    for name, predictions in contestants.items():
        scores = scores_by_species(name, predictions)
        share = accuracy(predictions)
        low, high = wilson_interval(share, len(predictions))
        by_species += scores
        summary.append({
            'model': name,
            'accuracy': share,
            'low': low,
            'high': high,
            'macro_f1': fmean(row['f1'] for row in scores),
            'wrong': sum(row['species'] != row['predicted'] for row in predictions),
        })
        print(f'{name:<20} accuracy {share:.3f}  (95 %: {low:.3f} to {high:.3f})')

    chance = luck(softmax[-1], baseline[-1], seed)
    print(f'a difference this large happens by luck {chance:.0%} of the time')

    trained, simple = summary
    log_metrics(
        kwargs.get('logger'),
        accuracy=trained['accuracy'],
        macro_f1=trained['macro_f1'],
        baseline_accuracy=simple['accuracy'],
    )
    return [summary, by_species, confusion_matrix(contestants['softmax'])]


@test
def test_scores_are_shares(summary: list[Row], by_species: list[Row], *args: Any) -> None:
    assert all(0 <= row[key] <= 1 for row in by_species for key in ('precision', 'recall', 'f1'))


@test
def test_confusion_matrix_counts_every_penguin(
    summary: list[Row], by_species: list[Row], confusion: list[Row]
) -> None:
    counted = sum(value for row in confusion for key, value in row.items() if key != 'actual')
    expected = sum(row['penguins'] for row in by_species if row['model'] == 'softmax')
    assert counted == expected, f'{counted} counted, {expected} tested'
