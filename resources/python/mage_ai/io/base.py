"""What all sources and targets of data share."""

from __future__ import annotations

import io
import os
from typing import Any, Optional

from mage_ai.io.drivers import need_pandas
from mage_ai.shared.enum import StrEnum
from mage_ai.shared.logger import VerbosePrintHandler

QUERY_ROW_LIMIT = 10_000_000


class DataSource(StrEnum):
    AIRTABLE = 'airtable'
    ALGOLIA = 'algolia'
    API = 'api'
    BIGQUERY = 'bigquery'
    CHROMA = 'chroma'
    CLICKHOUSE = 'clickhouse'
    DRUID = 'druid'
    DUCKDB = 'duckdb'
    FILE = 'file'
    GOOGLE_CLOUD_STORAGE = 'google_cloud_storage'
    GOOGLE_SHEETS = 'google_sheets'
    KAFKA = 'kafka'
    MONGODB = 'mongodb'
    MSSQL = 'mssql'
    MYSQL = 'mysql'
    OPENSEARCH = 'opensearch'
    ORACLEDB = 'oracledb'
    PINOT = 'pinot'
    POSTGRES = 'postgres'
    QDRANT = 'qdrant'
    REDSHIFT = 'redshift'
    S3 = 's3'
    SNOWFLAKE = 'snowflake'
    SPARK = 'spark'
    TRINO = 'trino'
    WEAVIATE = 'weaviate'


class FileFormat(StrEnum):
    CSV = 'csv'
    JSON = 'json'
    PARQUET = 'parquet'
    HDF5 = 'hdf5'
    XML = 'xml'
    EXCEL = 'excel'


class ExportWritePolicy(StrEnum):
    APPEND = 'append'
    FAIL = 'fail'
    REPLACE = 'replace'


ENDINGS = {
    'csv': FileFormat.CSV,
    'json': FileFormat.JSON,
    'parquet': FileFormat.PARQUET,
    'hdf5': FileFormat.HDF5,
    'h5': FileFormat.HDF5,
    'xml': FileFormat.XML,
    'xls': FileFormat.EXCEL,
    'xlsx': FileFormat.EXCEL,
}
READERS = {
    FileFormat.CSV: 'read_csv',
    FileFormat.JSON: 'read_json',
    FileFormat.PARQUET: 'read_parquet',
    FileFormat.HDF5: 'read_hdf',
    FileFormat.XML: 'read_xml',
    FileFormat.EXCEL: 'read_excel',
}
WRITERS = {
    FileFormat.CSV: 'to_csv',
    FileFormat.JSON: 'to_json',
    FileFormat.PARQUET: 'to_parquet',
    FileFormat.HDF5: 'to_hdf',
    FileFormat.XML: 'to_xml',
    FileFormat.EXCEL: 'to_excel',
}


class BaseIO:
    """A source or target of data."""

    def __init__(self, verbose: bool = True, **_: Any) -> None:
        self.verbose = verbose
        self.printer = VerbosePrintHandler(f'{type(self).__name__} initialized', verbose=verbose)

    @classmethod
    def with_config(cls, config: Any, **_: Any) -> Any:
        raise NotImplementedError(f'{cls.__name__} is not made from a configuration')


class BaseFile(BaseIO):
    """Files of the common formats, by pandas."""

    def _get_file_format(self, name: Any) -> FileFormat:
        ending = os.path.splitext(str(name))[1][1:].lower()
        if ending not in ENDINGS:
            raise ValueError(f'the format of {name} is unknown; known endings are {", ".join(sorted(ENDINGS))}, or give format=')
        return ENDINGS[ending]

    def _read(self, source: Any, format: Any, limit: int = QUERY_ROW_LIMIT, **options: Any) -> Any:
        if FileFormat(format) is FileFormat.CSV:
            options.setdefault('nrows', limit)
        reader = getattr(need_pandas(type(self).__name__), READERS[FileFormat(format)])
        return reader(source, **options)[:limit]

    def _write(self, df: Any, format: Any, target: Any, **options: Any) -> None:
        form = FileFormat(format)
        if form is FileFormat.HDF5:
            options.setdefault('key', os.path.splitext(os.path.basename(str(target)))[0])
        getattr(as_frame(df), WRITERS[form])(target, **options)

    def _to_bytes(self, df: Any, format: Any, **options: Any) -> bytes:
        if FileFormat(format) in (FileFormat.CSV, FileFormat.JSON):
            text = io.StringIO()
            self._write(df, format, text, **options)
            return text.getvalue().encode('utf-8')
        buffer = io.BytesIO()
        self._write(df, format, buffer, **options)
        return buffer.getvalue()


def as_frame(data: Any) -> Any:
    """A pandas frame of what users export: frames of other kinds, dictionaries, lists."""
    if hasattr(data, 'to_csv'):
        return data
    if hasattr(data, 'to_pandas'):
        return data.to_pandas()
    pandas = need_pandas('export')
    return pandas.DataFrame([data] if isinstance(data, dict) else data)


class BaseSQLDatabase(BaseIO):
    """A database that takes queries."""

    def __init__(self, verbose: bool = True, **settings: Any) -> None:
        super().__init__(verbose=verbose)
        self.settings = settings


class BaseSQLConnection(BaseSQLDatabase):
    """A database with a connection that is opened and closed: `with Postgres.with_config(config) as loader:`."""

    _ctx: Optional[Any] = None

    @property
    def conn(self) -> Any:
        if self._ctx is None:
            raise ConnectionError('No connection is open. Use the object in a `with` statement, or call open() first.')
        return self._ctx

    def open(self) -> None:
        raise NotImplementedError

    def close(self) -> None:
        if self._ctx is not None:
            self._ctx.close()
            self._ctx = None

    def commit(self) -> None:
        self.conn.commit()

    def rollback(self) -> None:
        self.conn.rollback()

    def __enter__(self) -> Any:
        if self._ctx is None:
            self.open()
        return self

    def __exit__(self, *_: Any) -> None:
        self.close()
