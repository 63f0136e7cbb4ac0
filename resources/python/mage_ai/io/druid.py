"""Apache Druid."""

from mage_ai.io.query_services import QueryService


class Druid(QueryService):
    module, package, source = 'pydruid.db', 'pydruid', 'DRUID'
    defaults = {'port': 8082, 'path': '/druid/v2/sql/', 'scheme': 'http'}
