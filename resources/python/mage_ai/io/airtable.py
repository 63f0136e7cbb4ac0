"""Airtable."""

from __future__ import annotations

from typing import Any

from mage_ai.io.base import QUERY_ROW_LIMIT, BaseIO
from mage_ai.io.drivers import need, need_pandas


class Airtable(BaseIO):
    """Tables of Airtable bases."""

    def __init__(self, token: str, verbose: bool = True, **_: Any) -> None:
        super().__init__(verbose=verbose)
        self.client = need('pyairtable', 'pyairtable', 'Airtable').Api(token)

    @classmethod
    def with_config(cls, config: Any, **kwargs: Any) -> Airtable:
        return cls(token=config['AIRTABLE_ACCESS_TOKEN'], **kwargs)

    def load(self, base_id: str, table_name: str, limit: int = QUERY_ROW_LIMIT, **_: Any) -> Any:
        records = self.client.table(base_id, table_name).all()
        return need_pandas('Airtable').DataFrame([record['fields'] for record in records[:limit]])
