from collections import Counter
from math import comb
from typing import Any

if 'custom' not in globals():
    from mage_ai.data_preparation.decorators import custom
if 'test' not in globals():
    from mage_ai.data_preparation.decorators import test

Row = dict[str, Any]


def adjusted_rand_index(pairs: list[tuple[str, int]]) -> float:
    """Agreement of two groupings: 1 is perfect, 0 is what chance gives."""
    def together(counts: Counter) -> int:
        return sum(comb(count, 2) for count in counts.values())

    both = together(Counter(pairs))
    species = together(Counter(name for name, _ in pairs))
    clusters = together(Counter(cluster for _, cluster in pairs))
    by_chance = species * clusters / comb(len(pairs), 2)
    return (both - by_chance) / ((species + clusters) / 2 - by_chance)


@custom
def compare_clusters(found: list[list[Row]], **kwargs: Any) -> list[Any]:
    """Do the clusters match the species? Two outputs: the counts, and the agreement."""
    rows, _ = found
    pairs = [(row['species'], row['cluster']) for row in rows]
    counts = Counter(pairs)
    clusters = sorted({cluster for _, cluster in pairs})
    table = [
        {'species': species, **{f'cluster {cluster}': counts[species, cluster] for cluster in clusters}}
        for species in sorted({name for name, _ in pairs})
    ]
    agreement = adjusted_rand_index(pairs)
    print(f'adjusted Rand index {agreement:.3f}')
    return [table, agreement]


@test
def test_better_than_chance(table: list[Row], agreement: float) -> None:
    assert agreement > 0.5, f'agreement {agreement:.3f}'
