import random
from math import dist
from statistics import fmean, pstdev
from typing import Any

if 'transformer' not in globals():
    from mage_ai.data_preparation.decorators import transformer
if 'test' not in globals():
    from mage_ai.data_preparation.decorators import test

FEATURES = ('bill_length_mm', 'bill_depth_mm', 'flipper_length_mm', 'body_mass_g')
MAX_ROUNDS = 60

Row = dict[str, Any]
Point = tuple[float, ...]


def standardise(rows: list[Row]) -> list[Point]:
    columns = []
    for name in FEATURES:
        values = [row[name] for row in rows]
        mean, deviation = fmean(values), pstdev(values)
        columns.append([(value - mean) / deviation for value in values])
    return list(zip(*columns))


def first_centres(points: list[Point], count: int, rng: random.Random) -> list[Point]:
    """k-means++: each next centre is likely to lie far from those already chosen."""
    centres = [rng.choice(points)]
    while len(centres) < count:
        gaps = [min(dist(point, centre) for centre in centres) ** 2 for point in points]
        centres += rng.choices(points, weights=gaps)
    return centres


def k_means(points: list[Point], count: int, rng: random.Random) -> tuple[list[int], float]:
    """Lloyd's rounds from one start: the cluster of each point, and the squared error."""
    centres = first_centres(points, count, rng)
    labels: list[int] = []
    for _ in range(MAX_ROUNDS):
        nearest = [min(range(count), key=lambda c: dist(point, centres[c])) for point in points]
        if nearest == labels:
            break
        labels = nearest
        for cluster in range(count):
            members = [point for point, label in zip(points, labels) if label == cluster]
            if members:
                centres[cluster] = tuple(fmean(column) for column in zip(*members))
    error = sum(dist(point, centres[label]) ** 2 for point, label in zip(points, labels))
    return labels, error


def silhouette(points: list[Point], labels: list[int]) -> float:
    """How clear-cut the clusters are: 1 if far apart, 0 if they touch, negative if mixed up."""
    members: dict[int, list[Point]] = {label: [] for label in labels}
    for point, label in zip(points, labels):
        members[label].append(point)
    widths = []
    for point, label in zip(points, labels):
        near = {other: fmean(dist(point, p) for p in group) for other, group in members.items()}
        inside = near.pop(label)
        outside = min(near.values())
        widths.append((outside - inside) / max(outside, inside))
    return fmean(widths)


@transformer
def find_clusters(rows: list[Row], **kwargs: Any) -> list[list[Row]]:
    """Group the penguins by their measurements alone, without looking at the species.

    k-means ends in whatever valley it starts in, so it starts many times and the best end is kept. Two
    outputs: the penguins with their cluster, and how other numbers of clusters would do.
    """
    wanted = int(kwargs.get('clusters', 3))
    starts = int(kwargs.get('starts', 40))
    rng = random.Random(kwargs.get('seed', 4))
    points = standardise(rows)

    search, chosen = [], []
    for count in sorted({*range(2, 7), wanted}):
        labels, error = min(
            (k_means(points, count, rng) for _ in range(starts)), key=lambda result: result[1]
        )
        if count == wanted:
            chosen = labels
        width = silhouette(points, labels)
        search.append({'clusters': count, 'silhouette': width, 'squared_error': error})
        print(f'{count} clusters  silhouette {width:.3f}  squared error {error:.1f}')

    clearest = max(search, key=lambda row: row['silhouette'])
    print(f'clearest: {clearest["clusters"]} clusters, going on with {wanted}')
    return [[{**row, 'cluster': label + 1} for row, label in zip(rows, chosen)], search]


@test
def test_every_cluster_is_used(rows: list[Row], *args: Any) -> None:
    used = {row['cluster'] for row in rows}
    assert used == set(range(1, max(used) + 1))
