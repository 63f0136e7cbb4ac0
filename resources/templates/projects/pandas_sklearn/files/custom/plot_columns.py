import matplotlib.pyplot as plt
import pandas as pd

if 'custom' not in globals():
    from mage_ai.data_preparation.decorators import custom

MOST = 12


@custom
def plot_columns(table: pd.DataFrame, *args, **kwargs):
    """Draw how the values of each numeric column are spread."""
    numbers = table.select_dtypes('number').iloc[:, :MOST]
    if numbers.empty:
        raise ValueError('the table has no numeric column to draw')

    rows = -(-numbers.shape[1] // 4)
    figure, axes = plt.subplots(rows, 4, figsize=(12, 2.6 * rows), squeeze=False, layout='constrained')
    for place in axes.flat[numbers.shape[1]:]:
        place.remove()
    for place, name in zip(axes.flat, numbers.columns):
        place.hist(numbers[name].dropna(), bins=30)
        place.set_title(str(name), fontsize=9)
    return figure
