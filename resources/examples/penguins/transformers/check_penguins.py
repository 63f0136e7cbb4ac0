from collections import Counter
from typing import Any

if 'transformer' not in globals():
    from mage_ai.data_preparation.decorators import transformer
if 'test' not in globals():
    from mage_ai.data_preparation.decorators import test

SPECIES = {'Adelie', 'Chinstrap', 'Gentoo'}

# Wider than anything a living Pygoscelis penguin measures: a value outside is a typing error.
PLAUSIBLE = {
    'bill_length_mm': (25.0, 70.0),
    'bill_depth_mm': (10.0, 25.0),
    'flipper_length_mm': (150.0, 250.0),
    'body_mass_g': (2000.0, 7500.0),
}


def find_errors(rows: list[dict[str, Any]]) -> list[str]:
    """Say what is wrong with the table, one sentence per finding."""
    errors = []
    for number, row in enumerate(rows, start=2):  # line 1 of the file is the header
        if row['species'] not in SPECIES:
            errors.append(f'line {number}: unknown species {row["species"]!r}')
        for name, (low, high) in PLAUSIBLE.items():
            value = row[name]
            if value is not None and not low <= value <= high:
                errors.append(f'line {number}: {name} = {value} is not in {low} to {high}')
    return errors


@transformer
def check_penguins(rows: list[dict[str, Any]], **kwargs: Any) -> list[list[dict[str, Any]]]:
    """Refuse impossible values, then keep the penguins that were measured completely."""
    errors = find_errors(rows)
    if errors:
        raise ValueError(f'{len(errors)} impossible values, first: {errors[0]}')

    complete = [row for row in rows if all(row[name] is not None for name in PLAUSIBLE)]
    print(f'{len(rows) - len(complete)} of {len(rows)} penguins lack a measurement and are left out')
    for species, count in Counter(row['species'] for row in complete).most_common():
        print(f'{species:<10} {count:>4}  {count / len(complete):6.1%}')
    return [complete]


@test
def test_no_gaps_left(rows: list[dict[str, Any]], *args: Any) -> None:
    assert all(row[name] is not None for row in rows for name in PLAUSIBLE)


@test
def test_few_rows_lost(rows: list[dict[str, Any]], *args: Any) -> None:
    assert len(rows) >= 330, f'only {len(rows)} penguins left'
