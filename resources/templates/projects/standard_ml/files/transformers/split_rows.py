import random
from typing import Any

if 'transformer' not in globals():
    from mage_ai.data_preparation.decorators import transformer
if 'test' not in globals():
    from mage_ai.data_preparation.decorators import test

Rows = list[dict[str, float]]


@transformer
def split_rows(rows: Rows, **kwargs: Any) -> list[Rows]:
    """Set rows aside to judge the model by. Two outputs: the training rows and the test rows."""
    shuffled = random.Random(kwargs.get('seed', 7)).sample(rows, k=len(rows))
    cut = round(len(rows) * float(kwargs.get('test_share', 0.25)))
    print(f'{len(rows) - cut:,} rows to train, {cut:,} to test')
    return [shuffled[cut:], shuffled[:cut]]


@test
def test_both_parts_have_rows(train: Rows, held_out: Rows) -> None:
    assert train and held_out
