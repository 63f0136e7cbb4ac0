import pandas as pd
from sklearn.datasets import load_breast_cancer

if 'data_loader' not in globals():
    from mage_ai.data_preparation.decorators import data_loader
if 'test' not in globals():
    from mage_ai.data_preparation.decorators import test


@data_loader
def load_data(*args, **kwargs) -> pd.DataFrame:
    """569 tumours with 30 measurements each; the column `target` is 1 for benign ones."""
    return load_breast_cancer(as_frame=True).frame


@test
def test_has_target(table, *args):
    assert 'target' in table.columns
