from typing import Any

import matplotlib.pyplot as plt
import pandas as pd
from matplotlib.figure import Figure
from sklearn.calibration import calibration_curve

if 'custom' not in globals():
    from mage_ai.data_preparation.decorators import custom

COLOURS = {'climate': '#94a3b8', 'logistic': '#0d9488', 'boosting': '#7c3aed'}


@custom
def plot_calibration(comparison: list[pd.DataFrame], **kwargs: Any) -> Figure:
    """When the forecast says 70 %, does it rain 7 times out of 10?"""
    scores, together = comparison
    rained = together['rain_tomorrow']

    figure, (curve, spread) = plt.subplots(
        2, 1, figsize=(6.5, 7.5), height_ratios=(3, 1), sharex=True, layout='constrained'
    )
    curve.plot([0, 1], [0, 1], color='#cbd5e1', linestyle='--', linewidth=1)
    for name, colour in COLOURS.items():
        share, chance = calibration_curve(rained, together[name], n_bins=8, strategy='quantile')
        brier = scores.loc[scores['model'] == name, 'brier'].item()
        curve.plot(chance, share, marker='o', markersize=5, color=colour, label=f'{name}, Brier {brier:.3f}')
        spread.hist(together[name], bins=25, range=(0, 1), histtype='step', linewidth=1.5, color=colour)

    curve.set(title='Calibration on the test days', ylabel='share followed by rain', ylim=(0, 1))
    curve.legend(frameon=False, loc='upper left')
    spread.set(xlabel='forecast chance of rain', ylabel='days', xlim=(0, 1))
    spread.xaxis.set_major_formatter('{x:.0%}')
    curve.yaxis.set_major_formatter('{x:.0%}')
    for axes in (curve, spread):
        axes.spines[['top', 'right']].set_visible(False)
    return figure
