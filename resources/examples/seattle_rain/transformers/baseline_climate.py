from typing import Any

import pandas as pd

if 'transformer' not in globals():
    from mage_ai.data_preparation.decorators import transformer
if 'test' not in globals():
    from mage_ai.data_preparation.decorators import test

# Days of experience the overall frequency is worth, where a group has few days of its own.
PRIOR_DAYS = 10


@transformer
def baseline_climate(parts: list[pd.DataFrame], **kwargs: Any) -> pd.DataFrame:
    """Forecast how often it rained after such a day: same month, and as wet or dry as today.

    The forecast of a farmer's almanac who also looks out of the window. A model has to beat this.
    """
    past, future = parts
    overall = past['rain_tomorrow'].mean()

    groups = past.groupby([past['date'].dt.month.rename('month'), 'rained'])['rain_tomorrow']
    table = groups.agg(['sum', 'count'])
    chance = (table['sum'] + PRIOR_DAYS * overall) / (table['count'] + PRIOR_DAYS)

    keys = list(zip(future['date'].dt.month, future['rained']))
    forecast = [float(chance.get(key, overall)) for key in keys]
    print(f'{len(chance)} kinds of days, chances from {min(forecast):.0%} to {max(forecast):.0%}')
    return pd.DataFrame({
        'date': future['date'],
        'rain_tomorrow': future['rain_tomorrow'],
        'chance': forecast,
    })


@test
def test_chances_are_shares(forecast: pd.DataFrame, *args: Any) -> None:
    assert forecast['chance'].between(0, 1).all()
