from typing import Any

import pandas as pd

if 'transformer' not in globals():
    from mage_ai.data_preparation.decorators import transformer
if 'test' not in globals():
    from mage_ai.data_preparation.decorators import test


@transformer
def split_by_time(features: pd.DataFrame, **kwargs: Any) -> list[pd.DataFrame]:
    """Train on the past, test on the future. Two outputs.

    Shuffling would let the model see the days around each test day, which tomorrow's forecast never can.
    """
    first_test_day = pd.Timestamp(str(kwargs.get('first_test_day', '2015-01-01')))
    is_past = features['date'] < first_test_day
    past = features[is_past].reset_index(drop=True)
    future = features[~is_past].reset_index(drop=True)
    if past.empty or future.empty:
        raise ValueError(
            f'first_test_day must lie between {features["date"].min():%Y-%m-%d} and '
            f'{features["date"].max():%Y-%m-%d}, got {first_test_day:%Y-%m-%d}'
        )

    for name, part in (('train', past), ('test', future)):
        print(f'{name:<6} {len(part):>5,} days, {part["rain_tomorrow"].mean():.0%} followed by rain')
    return [past, future]


@test
def test_past_ends_before_future(past: pd.DataFrame, future: pd.DataFrame) -> None:
    assert past['date'].max() < future['date'].min()


@test
def test_both_outcomes_in_both_parts(past: pd.DataFrame, future: pd.DataFrame) -> None:
    assert past['rain_tomorrow'].nunique() == future['rain_tomorrow'].nunique() == 2
