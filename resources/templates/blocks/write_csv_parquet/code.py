from pathlib import Path

import pandas as pd

if 'data_exporter' not in globals():
    from mage_ai.data_preparation.decorators import data_exporter


@data_exporter
def {{ block_name }}(table: pd.DataFrame, *args, **kwargs) -> None:
    """Write the table; a reader never sees half of it, because it is swapped in at the end."""
    path = Path(kwargs['repo_path']) / 'output' / 'my_table.parquet'
    path.parent.mkdir(parents=True, exist_ok=True)

    draft = path.with_name(f'{path.name}.tmp')
    if path.suffix == '.parquet':
        table.to_parquet(draft, index=False)
    else:
        table.to_csv(draft, index=False)
    draft.replace(path)
    print(f'wrote {len(table):,} rows to output/{path.name}')
