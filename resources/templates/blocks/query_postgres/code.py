from os import path

import pandas as pd
from mage_ai.io.config import ConfigFileLoader
from mage_ai.io.postgres import Postgres
from mage_ai.settings.repo import get_repo_path

if 'data_loader' not in globals():
    from mage_ai.data_preparation.decorators import data_loader
if 'test' not in globals():
    from mage_ai.data_preparation.decorators import test

QUERY = """
    SELECT *
    FROM my_table
    LIMIT 10000
"""


@data_loader
def {{ block_name }}(*args, **kwargs) -> pd.DataFrame:
    """Load the rows of a query; the connection is a profile of `io_config.yaml`."""
    config = ConfigFileLoader(path.join(get_repo_path(), 'io_config.yaml'), 'default')
    with Postgres.with_config(config) as database:
        return database.load(QUERY)


@test
def test_has_rows(table, *args):
    assert len(table) > 0, 'the query found nothing'
