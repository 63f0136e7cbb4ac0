"""Polars frames and series as Parquet."""

from __future__ import annotations

import json
import os
from typing import Any

SERIES_COLUMN = 'value'


def write_frame(value: Any, path: str) -> bool:
    import polars

    if type(value) is not polars.DataFrame or not value.width:
        return False
    value.write_parquet(path)
    back = polars.read_parquet(path, use_statistics=False)
    return list(back.schema.items()) == list(value.schema.items()) and back.equals(value)


def write_series(value: Any, path: str) -> bool:
    import polars

    if type(value) is not polars.Series:
        return False
    with open(path + '.restore.json', 'w', encoding='utf-8') as file:
        json.dump({'series': value.name}, file)
    return write_frame(value.alias(SERIES_COLUMN).to_frame(), path)


def read(path: str) -> Any:
    import polars

    frame = polars.read_parquet(path)
    if os.path.exists(path + '.restore.json'):
        with open(path + '.restore.json', encoding='utf-8') as file:
            return frame[SERIES_COLUMN].alias(json.load(file)['series'])
    return frame
