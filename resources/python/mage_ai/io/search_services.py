"""Search engines and vector stores: the class of each in a module of its own name."""

from __future__ import annotations

from typing import Any, Optional

from mage_ai.io.base import BaseIO, as_frame
from mage_ai.io.drivers import need, need_pandas


class Algolia(BaseIO):
    """An Algolia index."""

    def __init__(self, app_id: str, api_key: str, index_name: Optional[str] = None, verbose: bool = True, **_: Any) -> None:
        super().__init__(verbose=verbose)
        self.index_name = index_name
        self.client = need('algoliasearch.search_client', 'algoliasearch<4', 'Algolia').SearchClient.create(app_id, api_key)

    @classmethod
    def with_config(cls, config: Any, **kwargs: Any) -> Algolia:
        return cls(app_id=config['ALGOLIA_APP_ID'], api_key=config['ALGOLIA_API_KEY'], index_name=config['ALGOLIA_INDEX_NAME'], **kwargs)

    def load(self, index_name: Optional[str] = None, query: str = '', **_: Any) -> Any:
        hits = self.client.init_index(index_name or self.index_name).search(query)['hits']
        return need_pandas('Algolia').DataFrame(hits)

    def export(self, df: Any, index_name: Optional[str] = None, **_: Any) -> None:
        self.client.init_index(index_name or self.index_name).save_objects(
            as_frame(df).to_dict('records'), {'autoGenerateObjectIDIfNotExist': True}
        )


class Chroma(BaseIO):
    """A Chroma collection."""

    def __init__(self, path: Optional[str] = None, collection: Optional[str] = None, verbose: bool = True, **_: Any) -> None:
        super().__init__(verbose=verbose)
        library = need('chromadb', 'chromadb', 'Chroma')
        self.client = library.PersistentClient(path) if path else library.EphemeralClient()
        self.collection = collection

    @classmethod
    def with_config(cls, config: Any, **kwargs: Any) -> Chroma:
        return cls(path=config['CHROMA_PATH'], collection=config['CHROMA_COLLECTION'], **kwargs)

    def load(self, query_texts: Any = None, n_results: int = 10, collection: Optional[str] = None, **kwargs: Any) -> Any:
        found = self.client.get_collection(collection or self.collection)
        return found.query(query_texts=query_texts, n_results=n_results, **kwargs) if query_texts else found.get(**kwargs)

    def export(
        self, df: Any, collection: Optional[str] = None, document_column: str = 'documents', id_column: str = 'ids', **_: Any
    ) -> None:
        frame = as_frame(df)
        target = self.client.get_or_create_collection(collection or self.collection)
        ids = frame[id_column].astype(str).tolist() if id_column in frame else list(map(str, range(len(frame))))
        target.upsert(ids=ids, documents=frame[document_column].astype(str).tolist())


class Qdrant(BaseIO):
    """A Qdrant collection."""

    def __init__(self, path: Optional[str] = None, collection: Optional[str] = None, verbose: bool = True, **settings: Any) -> None:
        super().__init__(verbose=verbose)
        self.client = need('qdrant_client', 'qdrant-client', 'Qdrant').QdrantClient(path=path, **settings)
        self.collection = collection

    @classmethod
    def with_config(cls, config: Any, **kwargs: Any) -> Qdrant:
        return cls(path=config['QDRANT_PATH'], collection=config['QDRANT_COLLECTION'], **kwargs)

    def load(self, query_vector: Any, limit_results: int = 3, collection_name: Optional[str] = None, **kwargs: Any) -> Any:
        return self.client.query_points(collection_name or self.collection, query=query_vector, limit=limit_results, **kwargs).points

    def export(self, df: Any, vector_column: str = 'vector', collection_name: Optional[str] = None, **_: Any) -> None:
        models = need('qdrant_client.models', 'qdrant-client', 'Qdrant')
        records = as_frame(df).to_dict('records')
        points = [models.PointStruct(id=n, vector=list(record.pop(vector_column)), payload=record) for n, record in enumerate(records)]
        self.client.upsert(collection_name or self.collection, points=points)


class Weaviate(BaseIO):
    """A Weaviate collection."""

    def __init__(
        self, endpoint: str, instance_api_key: Optional[str] = None, collection: Optional[str] = None, verbose: bool = True, **_: Any
    ) -> None:
        super().__init__(verbose=verbose)
        library = need('weaviate', 'weaviate-client', 'Weaviate')
        key = library.auth.AuthApiKey(instance_api_key) if instance_api_key else None
        self.client = library.connect_to_weaviate_cloud(endpoint, auth_credentials=key)
        self.collection = collection

    @classmethod
    def with_config(cls, config: Any, **kwargs: Any) -> Weaviate:
        return cls(
            endpoint=config['WEAVIATE_ENDPOINT'],
            instance_api_key=config['WEAVIATE_INSTANCE_API_KEY'],
            collection=config['WEAVIATE_COLLECTION'],
            **kwargs,
        )

    def load(self, query_text: str, limit_results: int = 10, collection: Optional[str] = None, **_: Any) -> Any:
        found = self.client.collections.get(collection or self.collection).query.near_text(query=query_text, limit=limit_results)
        return need_pandas('Weaviate').DataFrame([item.properties for item in found.objects])

    def export(self, df: Any, collection: Optional[str] = None, **_: Any) -> None:
        self.client.collections.get(collection or self.collection).data.insert_many(as_frame(df).to_dict('records'))
