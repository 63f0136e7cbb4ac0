"""JSON of values that plain JSON has no words for."""

import datetime
import decimal
import enum
import json
import uuid
from typing import Any


def encode_complex(obj: Any) -> Any:
    """A `default` for json.dumps."""
    if isinstance(obj, (datetime.datetime, datetime.date, datetime.time)):
        return obj.isoformat()
    if isinstance(obj, decimal.Decimal):
        return float(obj)
    if isinstance(obj, enum.Enum):
        return obj.value
    if isinstance(obj, (set, frozenset)):
        return list(obj)
    if isinstance(obj, uuid.UUID):
        return str(obj)
    if hasattr(obj, 'columns') and callable(getattr(obj, 'to_dict', None)):
        return obj.to_dict('records') if hasattr(obj, 'index') else obj.to_dicts()
    if hasattr(obj, 'to_list'):
        return obj.to_list()
    for name in ('to_dict', 'tolist', 'item'):
        if callable(getattr(obj, name, None)):
            return getattr(obj, name)()
    return str(obj)


class NpEncoder(json.JSONEncoder):
    def default(self, obj: Any) -> Any:
        return encode_complex(obj)


def convert_matrix_to_dataframe(value: Any) -> Any:
    import pandas

    return pandas.DataFrame(value.toarray() if hasattr(value, 'toarray') else value)
