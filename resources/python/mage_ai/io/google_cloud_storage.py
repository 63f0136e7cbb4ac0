"""Google Cloud Storage."""

from __future__ import annotations

from typing import Any

from mage_ai.io.drivers import need
from mage_ai.io.google import google_credentials
from mage_ai.io.object_stores import ObjectStore


class GoogleCloudStorage(ObjectStore):
    def __init__(self, credentials: Any = None, verbose: bool = True, **settings: Any) -> None:
        super().__init__(verbose=verbose)
        project = settings.get('project') or getattr(credentials, 'project_id', None)
        self.client = need('google.cloud.storage', 'google-cloud-storage', 'GoogleCloudStorage').Client(
            project=project, credentials=credentials
        )

    @classmethod
    def with_config(cls, config: Any, **kwargs: Any) -> GoogleCloudStorage:
        return cls(credentials=google_credentials(config), **kwargs)

    def read_bytes(self, bucket_name: str, object_key: str) -> bytes:
        return self.client.bucket(bucket_name).blob(object_key).download_as_bytes()

    def write_bytes(self, bucket_name: str, object_key: str, data: bytes) -> None:
        self.client.bucket(bucket_name).blob(object_key).upload_from_string(data, content_type='application/octet-stream')

    def exists(self, bucket_name: str, prefix: str, *_: Any, **__: Any) -> bool:
        return any(True for _ in self.client.list_blobs(bucket_name, prefix=prefix, max_results=1))
