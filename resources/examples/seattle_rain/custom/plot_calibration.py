from typing import Any

import matplotlib.pyplot as plt
import pandas as pd
from matplotlib.figure import Figure

if 'custom' not in globals():
    from mage_ai.data_preparation.decorators import custom

COLOURS = {'climate': '#94a3b8', 'logistic': '#0d9488', 'boosting': '#7c3aed'}


@custom
def plot_calibration(comparison: list[pd.DataFrame], **kwargs: Any) -> Figure:
    """When the forecast says 70 %, does it rain 7 times out of 10?"""
    scores, together = comparison

    figure, (curve, spread) = plt.subplots(
        2, 1, figsize=(6.5, 7.5), height_ratios=(3, 1), sharex=True, layout='constrained'
    )
    curve.plot([0, 1], [0, 1], color='#cbd5e1', linestyle='--', linewidth=1)
    for name, colour in COLOURS.items():
        eighths = pd.qcut(together[name], 8, duplicates='drop')
        points = together.groupby(eighths, observed=True)[[name, 'rain_tomorrow']].mean()
        brier = scores.loc[scores['model'] == name, 'brier'].item()
        label = f'{name}, Brier {brier:.3f}'
        curve.plot(points[name], points['rain_tomorrow'], 'o-', markersize=5, color=colour, label=label)
        spread.hist(together[name], bins=25, range=(0, 1), histtype='step', linewidth=1.5, color=colour)

    curve.set(title='Calibration on the test days', ylabel='share followed by rain', ylim=(0, 1))
    curve.legend(frameon=False, loc='upper left')
    spread.set(xlabel='forecast chance of rain', ylabel='days', xlim=(0, 1))
    spread.xaxis.set_major_formatter('{x:.0%}')
    curve.yaxis.set_major_formatter('{x:.0%}')
    for axes in (curve, spread):
        axes.spines[['top', 'right']].set_visible(False)
    return figure
