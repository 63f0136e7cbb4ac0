"""Spark frames as one Parquet file: rows and columns, not the plan they were made by."""

from __future__ import annotations

import glob
import os
from typing import Any

from pipewright_runner.storage.digest import stored_digest


class Writing:
    """A frame that is to be written: `finish` does all of it."""

    # Spark writes with threads and processes of its own.
    bytes_left = 0

    def __init__(self, value: Any, path: str) -> None:
        self.value = value
        self.path = path

    def finish(self) -> str:
        """Writes the frame; returns the SHA-256 of the file."""
        folder = self.path + '.parts'
        self.value.coalesce(1).write.mode('overwrite').parquet(folder)
        (part,) = glob.glob(os.path.join(folder, 'part-*.parquet'))
        os.replace(part, self.path)
        import shutil

        shutil.rmtree(folder)
        return stored_digest(self.path)


def read(path: str) -> Any:
    from pyspark.sql import SparkSession

    return SparkSession.builder.getOrCreate().read.parquet(path)
