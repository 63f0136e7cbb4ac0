from pathlib import Path

import duckdb
import pandas as pd

if 'data_loader' not in globals():
    from mage_ai.data_preparation.decorators import data_loader
if 'test' not in globals():
    from mage_ai.data_preparation.decorators import test

QUERY = """
    SELECT *
    FROM read_csv_auto('{data}/*.csv')
    LIMIT 10000
"""


@data_loader
def {{ block_name }}(*args, **kwargs) -> pd.DataFrame:
    """Query files in `data/` as if they were tables, without loading them whole."""
    data = Path(kwargs['repo_path']) / 'data'
    with duckdb.connect() as connection:
        return connection.execute(QUERY.format(data=data.as_posix())).df()


@test
def test_has_rows(table, *args):
    assert len(table) > 0, 'the query found nothing'
