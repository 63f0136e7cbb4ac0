from pathlib import Path

import pandas as pd

if 'data_loader' not in globals():
    from mage_ai.data_preparation.decorators import data_loader
if 'test' not in globals():
    from mage_ai.data_preparation.decorators import test


@data_loader
def {{ block_name }}(*args, **kwargs) -> pd.DataFrame:
    """Read a table from a CSV or Parquet file of this project."""
    path = Path(kwargs['repo_path']) / 'data' / 'my_table.csv'

    if path.suffix == '.parquet':
        table = pd.read_parquet(path)
    else:
        table = pd.read_csv(path)
    print(f'read {path.name}: {len(table):,} rows, {len(table.columns)} columns')
    return table


@test
def test_has_rows(table, *args):
    assert len(table) > 0, 'the file has no rows'
