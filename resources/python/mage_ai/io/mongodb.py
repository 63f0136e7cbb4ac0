"""MongoDB."""

from __future__ import annotations

from typing import Any, Optional

from mage_ai.io.base import QUERY_ROW_LIMIT, BaseIO, as_frame
from mage_ai.io.config import ConfigKey
from mage_ai.io.drivers import need, need_pandas


class MongoDB(BaseIO):
    """A MongoDB database."""

    def __init__(
        self,
        connection_string: Optional[str] = None,
        host: Optional[str] = None,
        port: Any = 27017,
        user: Optional[str] = None,
        password: Optional[str] = None,
        database: Optional[str] = None,
        collection: Optional[str] = None,
        verbose: bool = True,
        **_: Any,
    ) -> None:
        super().__init__(verbose=verbose)
        client = need('pymongo', 'pymongo', 'MongoDB').MongoClient
        self.client = (
            client(connection_string) if connection_string else client(host=host, port=int(port or 27017), username=user, password=password)
        )
        self.database = self.client[database] if database else self.client.get_default_database()
        self.collection = collection

    @classmethod
    def with_config(cls, config: Any, **kwargs: Any) -> MongoDB:
        names = ('CONNECTION_STRING', 'HOST', 'PORT', 'USER', 'PASSWORD', 'DATABASE', 'COLLECTION')
        return cls(**{name.lower(): config[ConfigKey[f'MONGODB_{name}']] for name in names}, **kwargs)

    def load(self, collection: Optional[str] = None, query: Any = None, limit: int = QUERY_ROW_LIMIT, **_: Any) -> Any:
        return need_pandas('MongoDB').DataFrame(list(self.database[collection or self.collection].find(query or {}).limit(limit)))

    def export(self, df: Any, collection: Optional[str] = None, **_: Any) -> None:
        self.database[collection or self.collection].insert_many(as_frame(df).to_dict('records'))
