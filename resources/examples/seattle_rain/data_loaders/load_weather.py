from pathlib import Path
from typing import Any

import pandas as pd

if 'data_loader' not in globals():
    from mage_ai.data_preparation.decorators import data_loader
if 'test' not in globals():
    from mage_ai.data_preparation.decorators import test


@data_loader
def load_weather(**kwargs: Any) -> pd.DataFrame:
    """Read four years of daily weather in Seattle, one row a day."""
    path = Path(kwargs['repo_path']) / 'data' / 'seattle_weather.csv'
    weather = pd.read_csv(path, parse_dates=['date']).sort_values('date', ignore_index=True)

    first, last = weather['date'].min(), weather['date'].max()
    print(f'read {len(weather):,} days, {first:%d %b %Y} to {last:%d %b %Y}')
    print(f'it rained on {(weather["precipitation"] > 0).mean():.0%} of them')
    return weather


@test
def test_no_day_is_missing(weather: pd.DataFrame, *args: Any) -> None:
    gaps = weather['date'].diff().dropna() != pd.Timedelta(days=1)
    assert not gaps.any(), f'{gaps.sum()} gaps between days'


@test
def test_measurements_are_plausible(weather: pd.DataFrame, *args: Any) -> None:
    assert (weather['precipitation'] >= 0).all()
    assert (weather['temp_max'] >= weather['temp_min']).all()
    assert weather.notna().all(axis=None)
