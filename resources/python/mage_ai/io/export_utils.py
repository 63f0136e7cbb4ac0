"""Names of pandas types, as user code imports them."""

from mage_ai.shared.enum import StrEnum


class PandasTypes(StrEnum):
    BOOLEAN = 'boolean'
    BYTES = 'bytes'
    CATEGORICAL = 'categorical'
    COMPLEX = 'complex'
    DATE = 'date'
    DATETIME = 'datetime'
    DATETIME64 = 'datetime64'
    DECIMAL = 'decimal'
    EMPTY = 'empty'
    FLOATING = 'floating'
    INTEGER = 'integer'
    MIXED = 'mixed'
    STRING = 'string'
    TIME = 'time'
    TIMEDELTA = 'timedelta'
