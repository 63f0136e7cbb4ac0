import pickle
from pathlib import Path

import pandas as pd

if 'transformer' not in globals():
    from mage_ai.data_preparation.decorators import transformer
if 'test' not in globals():
    from mage_ai.data_preparation.decorators import test

NAME = 'my_model'


@transformer
def {{ block_name }}(table: pd.DataFrame, *args, **kwargs) -> pd.DataFrame:
    """Add a column `prediction`, by the newest model in `models/<name>/`."""
    folder = Path(kwargs['repo_path']) / 'models' / NAME
    files = sorted(folder.glob('*.pickle'))  # named by time
    if not files:
        raise FileNotFoundError(f'no model in models/{NAME}; run the pipeline that registers it first')

    model = pickle.loads(files[-1].read_bytes())
    features = table[list(getattr(model, 'feature_names_in_', table.columns))]
    print(f'scoring {len(table):,} rows with {files[-1].name}')
    return table.assign(prediction=model.predict(features))


@test
def test_every_row_is_scored(table, *args):
    assert table['prediction'].notna().all()
