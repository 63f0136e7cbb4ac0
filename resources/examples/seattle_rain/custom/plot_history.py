from typing import Any

import matplotlib.pyplot as plt
import pandas as pd
from matplotlib.figure import Figure

if 'custom' not in globals():
    from mage_ai.data_preparation.decorators import custom


@custom
def plot_history(weather: pd.DataFrame, **kwargs: Any) -> Figure:
    """Draw temperature and rain over the years, and how often each month is wet."""
    by_day = weather.set_index('date')
    months = by_day.resample('MS').agg({'temp_max': 'mean', 'temp_min': 'mean', 'precipitation': 'sum'})
    wet_share = (by_day['precipitation'] > 0).groupby(by_day.index.month).mean()

    figure, (temperature, rain, calendar) = plt.subplots(
        3, 1, figsize=(9, 8), height_ratios=(3, 2, 2), layout='constrained'
    )
    temperature.fill_between(months.index, months['temp_min'], months['temp_max'], color='#f59e0b', alpha=0.25)
    temperature.plot(by_day['temp_max'].rolling(14, center=True).mean(), color='#d97706', linewidth=1.2)
    temperature.set(title='Temperature, monthly range and 14-day mean of the maximum', ylabel='°C')

    rain.bar(months.index, months['precipitation'], width=25, color='#3b82f6')
    rain.set(title='Rain a month', ylabel='mm')
    rain.sharex(temperature)

    calendar.bar(wet_share.index, wet_share, color='#1d4ed8')
    calendar.axhline(wet_share.mean(), color='#64748b', linewidth=1, linestyle='--')
    calendar.set(title='Share of days with rain', xticks=range(1, 13), ylim=(0, 1))
    calendar.set_xticklabels(['J', 'F', 'M', 'A', 'M', 'J', 'J', 'A', 'S', 'O', 'N', 'D'])
    calendar.yaxis.set_major_formatter('{x:.0%}')

    for axes in (temperature, rain, calendar):
        axes.spines[['top', 'right']].set_visible(False)
        axes.title.set(fontsize=10, fontweight='bold', horizontalalignment='left', position=(0, 1))
    return figure
