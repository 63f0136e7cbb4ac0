from os import path

import pandas as pd
from mage_ai.io.config import ConfigFileLoader
from mage_ai.io.s3 import S3
from mage_ai.settings.repo import get_repo_path

if 'data_loader' not in globals():
    from mage_ai.data_preparation.decorators import data_loader
if 'test' not in globals():
    from mage_ai.data_preparation.decorators import test

BUCKET = 'my-bucket'
OBJECT_KEY = 'folder/my_table.parquet'


@data_loader
def {{ block_name }}(*args, **kwargs) -> pd.DataFrame:
    """Read a CSV, JSON or Parquet object; its name says which."""
    config = ConfigFileLoader(path.join(get_repo_path(), 'io_config.yaml'), 'default')
    return S3.with_config(config).load(BUCKET, OBJECT_KEY)


@test
def test_has_rows(table, *args):
    assert len(table) > 0, 'the object has no rows'
