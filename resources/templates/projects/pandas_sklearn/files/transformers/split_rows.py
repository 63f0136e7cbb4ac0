import pandas as pd
from sklearn import model_selection

if 'transformer' not in globals():
    from mage_ai.data_preparation.decorators import transformer
if 'test' not in globals():
    from mage_ai.data_preparation.decorators import test


@transformer
def split_rows(table: pd.DataFrame, *args, **kwargs):
    """Two outputs: the training rows and the test rows, with equal shares of each class."""
    target = kwargs.get('target', 'target')
    train, held_out = model_selection.train_test_split(
        table,
        test_size=kwargs.get('test_share', 0.2),
        random_state=kwargs.get('seed', 7),
        stratify=table[target],  # leave out for a target that is a quantity
    )
    print(f'{len(train):,} rows to train, {len(held_out):,} to test')
    return [train.reset_index(drop=True), held_out.reset_index(drop=True)]


@test
def test_both_parts_have_rows(train, held_out):
    assert len(train) > 0 and len(held_out) > 0
