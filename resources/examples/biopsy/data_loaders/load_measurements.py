from pathlib import Path
from typing import Any

import pandas as pd
from sklearn.datasets import load_breast_cancer

if 'data_loader' not in globals():
    from mage_ai.data_preparation.decorators import data_loader
if 'test' not in globals():
    from mage_ai.data_preparation.decorators import test

FEATURES = [
    'mean_radius',
    'mean_texture',
    'mean_perimeter',
    'mean_area',
    'mean_smoothness',
    'mean_concavity',
    'mean_symmetry',
    'mean_fractal_dimension',
]


@data_loader
def load_measurements(*args: Any, **kwargs: Any) -> pd.DataFrame:
    """Measurements of tumours with what they turned out to be.

    The first 300 patients are those the clinic had when it began. A retraining adds the patients that came since,
    in the file the variable `labelled_data` names.
    """
    patients = load_breast_cancer(as_frame=True).frame.sample(frac=1, random_state=0).reset_index(drop=True)
    patients.columns = [name.replace(' ', '_') for name in patients.columns]
    patients['patient'] = [f'P{number:03d}' for number in range(len(patients))]
    # The data set says 0 for malignant; 1 is what the model looks for.
    patients['malignant'] = (patients['target'] == 0).astype(int)
    known = patients.loc[:299, ['patient', *FEATURES, 'malignant']]

    came = kwargs.get('labelled_data')
    if came:
        new = pd.read_csv(Path(kwargs['repo_path']) / came)
        print(f'{len(known)} patients of the beginning, {len(new):,} measurements since')
        known = pd.concat([known, new[list(known.columns)]], ignore_index=True)
    print(f'{len(known):,} measurements, {known["malignant"].mean():.0%} malignant')
    return known


@test
def test_both_kinds_are_there(measurements: pd.DataFrame, *args: Any) -> None:
    assert set(measurements['malignant']) == {0, 1}


@test
def test_nothing_is_missing(measurements: pd.DataFrame, *args: Any) -> None:
    assert measurements.notna().all(axis=None)
