from os import path

import pandas as pd
from mage_ai.io.config import ConfigFileLoader
from mage_ai.io.postgres import Postgres
from mage_ai.settings.repo import get_repo_path

if 'data_exporter' not in globals():
    from mage_ai.data_preparation.decorators import data_exporter

SCHEMA = 'public'
TABLE = 'my_table'


@data_exporter
def {{ block_name }}(table: pd.DataFrame, *args, **kwargs) -> None:
    """Write the rows; the connection is a profile of `io_config.yaml`."""
    config = ConfigFileLoader(path.join(get_repo_path(), 'io_config.yaml'), 'default')
    with Postgres.with_config(config) as database:
        database.export(
            table,
            SCHEMA,
            TABLE,
            index=False,
            if_exists='replace',  # or 'append'
        )
    print(f'wrote {len(table):,} rows to {SCHEMA}.{TABLE}')
