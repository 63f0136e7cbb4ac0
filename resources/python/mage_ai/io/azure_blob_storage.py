"""Azure Blob Storage."""

from __future__ import annotations

from typing import Any

from mage_ai.io.drivers import need
from mage_ai.io.object_stores import ObjectStore


class AzureBlobStorage(ObjectStore):
    def __init__(self, account_url: str, credential: Any = None, verbose: bool = True, **_: Any) -> None:
        super().__init__(verbose=verbose)
        blob = need('azure.storage.blob', 'azure-storage-blob', 'AzureBlobStorage')
        self.client = blob.BlobServiceClient(account_url, credential=credential)

    @classmethod
    def with_config(cls, config: Any, **kwargs: Any) -> AzureBlobStorage:
        identity = need('azure.identity', 'azure-identity', 'AzureBlobStorage')
        credential = identity.ClientSecretCredential(config['AZURE_TENANT_ID'], config['AZURE_CLIENT_ID'], config['AZURE_CLIENT_SECRET'])
        return cls(f'https://{config["AZURE_STORAGE_ACCOUNT_NAME"]}.blob.core.windows.net', credential, **kwargs)

    def read_bytes(self, bucket_name: str, object_key: str) -> bytes:
        return self.client.get_blob_client(bucket_name, object_key).download_blob().readall()

    def write_bytes(self, bucket_name: str, object_key: str, data: bytes) -> None:
        self.client.get_blob_client(bucket_name, object_key).upload_blob(data, overwrite=True)

    def load(self, container_name: str, blob_path: str, *args: Any, **kwargs: Any) -> Any:
        return super().load(container_name, blob_path, *args, **kwargs)

    def export(self, df: Any, container_name: str, blob_path: str, *args: Any, **kwargs: Any) -> None:
        super().export(df, container_name, blob_path, *args, **kwargs)

    def exists(self, bucket_name: str, prefix: str, *_: Any, **__: Any) -> bool:
        return any(True for _ in self.client.get_container_client(bucket_name).list_blobs(name_starts_with=prefix))
