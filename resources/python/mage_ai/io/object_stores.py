"""What the object stores share: tables as objects in the formats of files."""

from __future__ import annotations

import io
from typing import Any, Optional

from mage_ai.io.base import QUERY_ROW_LIMIT, BaseFile


class ObjectStore(BaseFile):
    """A store of objects in buckets. A subclass says how bytes are read and written."""

    def read_bytes(self, bucket_name: str, object_key: str) -> bytes:
        raise NotImplementedError

    def write_bytes(self, bucket_name: str, object_key: str, data: bytes) -> None:
        raise NotImplementedError

    def load(self, bucket_name: str, object_key: str, format: Any = None, limit: int = QUERY_ROW_LIMIT, **kwargs: Any) -> Any:
        with self.printer.print_msg(f"Loading data frame from bucket '{bucket_name}' at object key '{object_key}'"):
            kwargs.pop('import_config', None)
            source = io.BytesIO(self.read_bytes(bucket_name, object_key))
            return self._read(source, format or self._get_file_format(object_key), limit, **kwargs)

    def export(self, data: Any, bucket_name: str, object_key: str, format: Any = None, **kwargs: Any) -> None:
        with self.printer.print_msg(f"Exporting data to bucket '{bucket_name}' at object key '{object_key}'"):
            if isinstance(data, (bytes, bytearray)):
                content = bytes(data)
            elif isinstance(data, str):
                with open(data, 'rb') as file:
                    content = file.read()
            else:
                content = self._to_bytes(data, format or self._get_file_format(object_key), **kwargs)
            self.write_bytes(bucket_name, object_key, content)

    def exists(self, bucket_name: str, prefix: str, *_: Any, **__: Any) -> bool:
        raise NotImplementedError


class BotoStore(ObjectStore):
    """A store that speaks S3."""

    def __init__(self, verbose: bool = True, client: Optional[Any] = None, **settings: Any) -> None:
        from mage_ai.io.drivers import need

        super().__init__(verbose=verbose)
        self.client = client or need('boto3', 'boto3', type(self).__name__).client('s3', **settings)

    def read_bytes(self, bucket_name: str, object_key: str) -> bytes:
        return self.client.get_object(Bucket=bucket_name, Key=object_key)['Body'].read()

    def write_bytes(self, bucket_name: str, object_key: str, data: bytes) -> None:
        self.client.put_object(Bucket=bucket_name, Key=object_key, Body=data)

    def exists(self, bucket_name: str, prefix: str, *_: Any, **__: Any) -> bool:
        return self.client.list_objects_v2(Bucket=bucket_name, Prefix=prefix, MaxKeys=1).get('KeyCount', 0) > 0
