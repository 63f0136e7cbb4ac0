import csv
from pathlib import Path
from typing import Any

if 'data_loader' not in globals():
    from mage_ai.data_preparation.decorators import data_loader
if 'test' not in globals():
    from mage_ai.data_preparation.decorators import test

MEASUREMENTS = ('bill_length_mm', 'bill_depth_mm', 'flipper_length_mm', 'body_mass_g')
MISSING = ('', 'NA')


def parse(record: dict[str, str]) -> dict[str, Any]:
    """One line of the file with numbers as numbers and gaps as None."""
    row: dict[str, Any] = {key: None if text in MISSING else text for key, text in record.items()}
    for name in MEASUREMENTS:
        row[name] = None if row[name] is None else float(row[name])
    row['year'] = int(row['year'])
    return row


@data_loader
def load_penguins(**kwargs: Any) -> list[list[dict[str, Any]]]:
    """Read every penguin seen near Palmer Station from 2007 to 2009."""
    path = Path(kwargs['repo_path']) / 'data' / 'penguins.csv'
    with path.open(newline='', encoding='utf-8') as file:
        rows = [parse(record) for record in csv.DictReader(file)]

    islands = sorted({row['island'] for row in rows})
    print(f'read {len(rows)} penguins from {path.name}, islands: {", ".join(islands)}')
    # A returned list becomes one output per element; the outer list keeps the table whole.
    return [rows]


@test
def test_every_bird_is_there(rows: list[dict[str, Any]], *args: Any) -> None:
    assert len(rows) == 344, f'expected 344 penguins, got {len(rows)}'


@test
def test_measurements_are_numbers(rows: list[dict[str, Any]], *args: Any) -> None:
    for row in rows:
        for name in MEASUREMENTS:
            assert row[name] is None or isinstance(row[name], float), f'{name} is {row[name]!r}'
