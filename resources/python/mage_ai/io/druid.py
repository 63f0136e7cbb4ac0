"""Apache Druid."""

from typing import Any, ClassVar, Dict

from mage_ai.io.query_services import QueryService


class Druid(QueryService):
    module, package, source = 'pydruid.db', 'pydruid', 'DRUID'
    defaults: ClassVar[Dict[str, Any]] = {'port': 8082, 'path': '/druid/v2/sql/', 'scheme': 'http'}
