from statistics import fmean, median, stdev
from typing import Any

if 'transformer' not in globals():
    from mage_ai.data_preparation.decorators import transformer
if 'test' not in globals():
    from mage_ai.data_preparation.decorators import test

FEATURES = ('bill_length_mm', 'bill_depth_mm', 'flipper_length_mm', 'body_mass_g')

Row = dict[str, Any]


@transformer
def summarise_species(rows: list[Row], **kwargs: Any) -> list[list[Row]]:
    """A row per species and measurement: how many, how large, how spread."""
    table = []
    for species in sorted({row['species'] for row in rows}):
        for name in FEATURES:
            values = [row[name] for row in rows if row['species'] == species]
            table.append({
                'species': species,
                'measurement': name,
                'penguins': len(values),
                'mean': round(fmean(values), 2),
                'median': round(median(values), 2),
                'deviation': round(stdev(values), 2),
                'min': min(values),
                'max': max(values),
            })
    return [table]


@test
def test_a_row_per_species_and_measurement(table: list[Row], *args: Any) -> None:
    assert len(table) == 3 * len(FEATURES)
    assert all(row['min'] <= row['median'] <= row['max'] for row in table)
