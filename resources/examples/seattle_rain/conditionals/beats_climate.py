from typing import Any

if 'condition' not in globals():
    from mage_ai.data_preparation.decorators import condition


@condition
def beats_climate(comparison: list[Any], *models: Any, **kwargs: Any) -> bool:
    """Keep a model only if it forecasts better than the almanac; receives the inputs of `keep_model`."""
    best = comparison[0].iloc[0]
    wanted = float(kwargs.get('min_skill', 0.02))
    print(f'{best["model"]} has a skill of {best["skill"]:.3f}, wanted at least {wanted:.3f}')
    return bool(best['skill'] >= wanted)
