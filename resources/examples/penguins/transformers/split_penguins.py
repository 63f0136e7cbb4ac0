import random
from collections import defaultdict
from typing import Any

if 'transformer' not in globals():
    from mage_ai.data_preparation.decorators import transformer
if 'test' not in globals():
    from mage_ai.data_preparation.decorators import test


@transformer
def split_penguins(rows: list[dict[str, Any]], **kwargs: Any) -> list[list[dict[str, Any]]]:
    """Set a share of each species aside for the final test.

    The split is stratified: the rare Chinstrap are as frequent in the test rows as in the
    training rows. Two outputs: the training rows and the test rows.
    """
    share = float(kwargs.get('test_share', 0.3))
    if not 0 < share < 1:
        raise ValueError(f'test_share must lie between 0 and 1, got {share}')
    rng = random.Random(kwargs.get('seed', 4))

    by_species: dict[str, list[dict[str, Any]]] = defaultdict(list)
    for number, row in enumerate(rows):
        by_species[row['species']].append({'id': number, **row})

    train: list[dict[str, Any]] = []
    held_out: list[dict[str, Any]] = []
    for species in sorted(by_species):
        group = by_species[species]
        rng.shuffle(group)
        cut = round(len(group) * share)
        held_out += group[:cut]
        train += group[cut:]
        print(f'{species:<10} {len(group) - cut:>4} to train, {cut:>3} to test')

    rng.shuffle(train)
    rng.shuffle(held_out)
    return [train, held_out]


@test
def test_nothing_leaks(train: list[dict[str, Any]], held_out: list[dict[str, Any]]) -> None:
    shared = {row['id'] for row in train} & {row['id'] for row in held_out}
    assert not shared, f'{len(shared)} penguins are in both parts'


@test
def test_every_species_in_both_parts(
    train: list[dict[str, Any]], held_out: list[dict[str, Any]]
) -> None:
    assert {row['species'] for row in train} == {row['species'] for row in held_out}
