import random
from typing import Any

if 'data_loader' not in globals():
    from mage_ai.data_preparation.decorators import data_loader
if 'test' not in globals():
    from mage_ai.data_preparation.decorators import test


@data_loader
def load_rents(**kwargs: Any) -> list[list[dict[str, float]]]:
    """Make up flats and their rents, to have something to learn from; put your own data here."""
    rng = random.Random(kwargs.get('seed', 7))
    rows = []
    for _ in range(int(kwargs.get('flats', 1500))):
        area = rng.uniform(20, 140)
        distance = rng.expovariate(1 / 6)
        floor = rng.randint(0, 8)
        rent = 180 + 11.5 * area - 18 * distance + 12 * floor + rng.gauss(0, 90)
        rows.append({
            'area_m2': round(area, 1),
            'distance_km': round(distance, 1),
            'floor': floor,
            'rent': round(rent),
        })
    print(f'{len(rows):,} flats')
    # A returned list becomes one output per element; the outer list keeps the table whole.
    return [rows]


@test
def test_has_rows(rows: list[dict[str, float]], *args: Any) -> None:
    assert len(rows) > 100, f'only {len(rows)} rows'
