import sqlite3
from contextlib import closing
from pathlib import Path

import pandas as pd

if 'data_exporter' not in globals():
    from mage_ai.data_preparation.decorators import data_exporter

TABLE = 'my_table'


@data_exporter
def {{ block_name }}(table: pd.DataFrame, *args, **kwargs) -> None:
    """Write the rows in one transaction: all of them, or none."""
    path = Path(kwargs['repo_path']) / 'output' / 'my_database.sqlite'
    path.parent.mkdir(parents=True, exist_ok=True)
    with closing(sqlite3.connect(path)) as connection, connection:
        table.to_sql(TABLE, connection, index=False, if_exists='replace')
    print(f'wrote {len(table):,} rows to {TABLE} in output/{path.name}')
