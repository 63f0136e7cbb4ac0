from collections import Counter
from collections.abc import Sequence
from heapq import nsmallest
from itertools import combinations
from math import dist
from statistics import fmean, pstdev
from typing import Any

if 'transformer' not in globals():
    from mage_ai.data_preparation.decorators import transformer
if 'test' not in globals():
    from mage_ai.data_preparation.decorators import test

FEATURES = ('bill_length_mm', 'bill_depth_mm', 'flipper_length_mm', 'body_mass_g')
NEIGHBOUR_COUNTS = (1, 3, 5, 9, 15, 25)

Row = dict[str, Any]
Point = tuple[list[float], str]


def standardise(train: list[Row], rows: list[Row], features: Sequence[str]) -> list[Point]:
    """Measurements in units of the training rows' spread: grams must not outweigh millimetres."""
    scale = {
        name: (fmean(row[name] for row in train), pstdev(row[name] for row in train))
        for name in features
    }
    return [
        ([(row[name] - scale[name][0]) / scale[name][1] for name in features], row['species'])
        for row in rows
    ]


def nearest_species(point: list[float], others: list[Point]) -> list[str]:
    """Species of the other penguins, the most similar first, as many as any vote needs."""
    near = nsmallest(max(NEIGHBOUR_COUNTS), others, key=lambda other: dist(point, other[0]))
    return [species for _, species in near]


def vote(species: list[str], count: int) -> tuple[str, float]:
    winner, votes = Counter(species[:count]).most_common(1)[0]
    return winner, votes / count


def leave_one_out(points: list[Point]) -> list[tuple[int, float]]:
    """Accuracy for each number of neighbours when every penguin is judged by all the others."""
    neighbours = [
        nearest_species(point, points[:number] + points[number + 1 :])
        for number, (point, _) in enumerate(points)
    ]
    return [
        (count, fmean(vote(near, count)[0] == species for near, (_, species) in zip(neighbours, points)))
        for count in NEIGHBOUR_COUNTS
    ]


@transformer
def baseline_knn(parts: list[list[Row]], **kwargs: Any) -> list[list[Row]]:
    """Call a penguin what its nearest neighbours are called.

    No training, no assumptions: what a learned model has to compete with. Which measurements and how many
    neighbours is tried out by leaving out one training row at a time. Two outputs: that search, and the
    predictions for the test rows.
    """
    train, held_out = parts
    logger = kwargs.get('logger')
    choices = [chosen for size in range(1, 5) for chosen in combinations(FEATURES, size)]

    search = []
    for number, features in enumerate(choices, start=1):
        results = leave_one_out(standardise(train, train, features))
        search += [
            {'features': ', '.join(features), 'neighbours': count, 'accuracy': accuracy}
            for count, accuracy in results
        ]
        best_here = max(accuracy for _, accuracy in results)
        print(f'{number:>2} / {len(choices)}  {best_here:.3f}  {", ".join(features)}')
        if hasattr(logger, 'progress'):
            logger.progress(number, len(choices))

    # Among equals take more neighbours: their vote is steadier.
    best = max(search, key=lambda row: (row['accuracy'], row['neighbours']))
    search.sort(key=lambda row: -row['accuracy'])
    print(f'best: {best["neighbours"]} neighbours by {best["features"]}, {best["accuracy"]:.3f} right')

    features = best['features'].split(', ')
    points = standardise(train, train, features)
    predictions = []
    for row, (point, species) in zip(held_out, standardise(train, held_out, features)):
        predicted, confidence = vote(nearest_species(point, points), best['neighbours'])
        predictions.append({
            'id': row['id'],
            'species': species,
            'predicted': predicted,
            'confidence': round(confidence, 4),
        })
    return [search, predictions]


@test
def test_better_than_always_the_commonest(search: list[Row], predictions: list[Row]) -> None:
    commonest = Counter(row['species'] for row in predictions).most_common(1)[0][1]
    right = sum(row['species'] == row['predicted'] for row in predictions)
    assert right > commonest, f'{right} right, always guessing one species gets {commonest}'
