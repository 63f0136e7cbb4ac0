"""Arrow tables as runs before stored them: as Parquet."""

from __future__ import annotations

from typing import Any


def read(path: str) -> Any:
    import pyarrow.parquet

    return pyarrow.parquet.read_table(path, memory_map=False)
