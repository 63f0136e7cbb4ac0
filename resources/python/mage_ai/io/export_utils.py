"""Names of pandas types, as user code imports them."""

from enum import Enum


class PandasTypes(str, Enum):
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
