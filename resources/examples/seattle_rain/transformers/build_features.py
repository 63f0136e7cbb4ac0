from typing import Any

import numpy as np
import pandas as pd

if 'transformer' not in globals():
    from mage_ai.data_preparation.decorators import transformer
if 'test' not in globals():
    from mage_ai.data_preparation.decorators import test

LAGS = (1, 2, 3)
WINDOWS = (3, 7, 14)


@transformer
def build_features(weather: pd.DataFrame, **kwargs: Any) -> pd.DataFrame:
    """Describe each evening by what is known then; the target is whether it rains tomorrow."""
    threshold = float(kwargs.get('rain_mm', 0.0))
    rain = weather['precipitation']
    wet = (rain > threshold).astype(int)
    season = 2 * np.pi * weather['date'].dt.dayofyear / 365.25

    columns = {
        'date': weather['date'],
        'rained': wet,
        'rain_mm': rain,
        'temp_max': weather['temp_max'],
        'temp_min': weather['temp_min'],
        'temp_range': weather['temp_max'] - weather['temp_min'],
        'wind': weather['wind'],
        'season_sin': np.sin(season),
        'season_cos': np.cos(season),
        'warmer_than_yesterday': weather['temp_max'].diff(),
        'wind_change': weather['wind'].diff(),
        # Days since the last dry day: 0 if today is dry.
        'wet_days_in_a_row': wet.groupby((wet == 0).cumsum()).cumsum(),
    }
    for lag in LAGS:
        columns[f'rained_{lag}_days_ago'] = wet.shift(lag)
        columns[f'rain_mm_{lag}_days_ago'] = rain.shift(lag)
    for days in WINDOWS:
        columns[f'wet_share_{days}_days'] = wet.rolling(days).mean()
        columns[f'temp_max_mean_{days}_days'] = weather['temp_max'].rolling(days).mean()
    columns['rain_tomorrow'] = wet.shift(-1)

    features = pd.DataFrame(columns).dropna(ignore_index=True)
    features['rain_tomorrow'] = features['rain_tomorrow'].astype(int)
    print(f'{len(features):,} days with {features.shape[1] - 2} features each')
    return features


@test
def test_nothing_is_missing(features: pd.DataFrame, *args: Any) -> None:
    assert features.notna().all(axis=None)


@test
def test_target_is_the_next_day(features: pd.DataFrame, *args: Any) -> None:
    tomorrow = features['rained'].shift(-1).iloc[:-1]
    assert (features['rain_tomorrow'].iloc[:-1] == tomorrow).all()
