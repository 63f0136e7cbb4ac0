from os import path

import pandas as pd
from mage_ai.io.config import ConfigFileLoader
from mage_ai.io.s3 import S3
from mage_ai.settings.repo import get_repo_path

if 'data_exporter' not in globals():
    from mage_ai.data_preparation.decorators import data_exporter

BUCKET = 'my-bucket'
OBJECT_KEY = 'folder/my_table.parquet'


@data_exporter
def {{ block_name }}(table: pd.DataFrame, *args, **kwargs) -> None:
    """Write a CSV, JSON or Parquet object; its name says which."""
    config = ConfigFileLoader(path.join(get_repo_path(), 'io_config.yaml'), 'default')
    S3.with_config(config).export(table, BUCKET, OBJECT_KEY)
    print(f'wrote {len(table):,} rows to {OBJECT_KEY}')
