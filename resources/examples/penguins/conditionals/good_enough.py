from typing import Any

if 'condition' not in globals():
    from mage_ai.data_preparation.decorators import condition


@condition
def good_enough(softmax: list[Any], evaluation: list[Any], **kwargs: Any) -> bool:
    """Save the model only if it is accurate enough; receives what `save_model` would receive."""
    accuracy = evaluation[0][0]['accuracy']
    wanted = float(kwargs.get('min_accuracy', 0.95))
    print(f'accuracy {accuracy:.3f}, wanted at least {wanted:.3f}')
    return accuracy >= wanted
