"""Apache Pinot."""

from typing import Any, ClassVar, Dict

from mage_ai.io.query_services import QueryService


class Pinot(QueryService):
    module, package, source, user_parameter = 'pinotdb', 'pinotdb', 'PINOT', 'username'
    defaults: ClassVar[Dict[str, Any]] = {'port': 8000, 'path': '/query/sql', 'scheme': 'http'}
