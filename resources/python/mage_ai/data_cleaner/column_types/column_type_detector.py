"""What kind of data a column holds, by its type, its values and its name. The thresholds are those of Mage."""

from __future__ import annotations

from typing import Any, Dict, Optional

from mage_ai.data_cleaner.column_types import patterns
from mage_ai.data_cleaner.column_types.constants import NUMBER_TYPES, ColumnType

SAMPLE_ROWS = 100_000
CATEGORIES = 255
WORDS_OF_CATEGORIES = 40
PHONE_WORDS = ('phone', 'landline')
ZIP_WORDS = ('zip', 'postal', 'postcode')


def infer_column_types(df: Any, column_types: Optional[Dict[str, Any]] = None, **options: Any) -> Dict[str, ColumnType]:
    """The kind of every column; those in `column_types` are known already. Of large frames a sample is looked at."""
    known = {name: kind for name, kind in (column_types or {}).items() if name in df.columns}
    rows = df.sample(SAMPLE_ROWS) if len(df) > SAMPLE_ROWS else df
    found = {name: infer_column_type(rows[name], name, rows[name].dtype, options) for name in df.columns if name not in known}
    return {**known, **found}


def infer_column_type(series: Any, column_name: Any, dtype: Any, kwargs: Optional[Dict[str, Any]] = None) -> ColumnType:
    """The kind of one column."""
    name = str(column_name).lower()
    if 'datetime64' in str(dtype):
        return ColumnType.DATETIME
    if str(dtype) in ('bool', 'boolean'):
        return ColumnType.TRUE_OR_FALSE
    if getattr(dtype, 'kind', 'O') not in 'iuf':
        kind = kind_of_objects(series, name, (kwargs or {}).get('category_cardinality_threshold', CATEGORIES))
    else:
        kind = kind_of_numbers(series.dropna(), name)
    return ColumnType.TRUE_OR_FALSE if kind in NUMBER_TYPES and series.nunique(dropna=False) == 2 else kind


def has_word(name: str, words: Any) -> bool:
    return any(word in name for word in words)


def kind_of_numbers(present: Any, name: str) -> ColumnType:
    if not len(present):
        return ColumnType.NUMBER_WITH_DECIMALS
    is_whole = present % 1 == 0
    if 'phone' in name and ((present >= 1e9) & (present < 1e12) & is_whole).mean() >= 0.8:
        return ColumnType.PHONE_NUMBER
    if present.dtype.kind in 'iu' and has_word(name, ZIP_WORDS) and present.min() >= 100 and present.max() <= 99999:
        return ColumnType.ZIP_CODE
    return ColumnType.NUMBER if is_whole.all() else ColumnType.NUMBER_WITH_DECIMALS


def kind_of_objects(series: Any, name: str, most_categories: int) -> ColumnType:
    cells = series.astype(object).map(lambda cell: cell.strip(' \'"') if isinstance(cell, str) else cell)
    cells = cells[cells.notna() & (cells.map(lambda cell: cell if isinstance(cell, str) else 'x') != '')]
    if len(cells) and isinstance(cells.iloc[0], (list, tuple, set)):
        return ColumnType.LIST
    distinct = cells.map(lambda cell: cell if cell.__hash__ is not None else str(cell)).nunique()
    if distinct <= 2:
        return ColumnType.TRUE_OR_FALSE
    if isinstance(cells.iloc[0], bool):
        return ColumnType.CATEGORY
    texts = cells.astype(str)
    if texts.map(lambda text: patterns.NUMBER.fullmatch(text) is not None).all():
        return kind_of_number_texts(texts, name)
    return kind_of_texts(texts, name) or category(texts, distinct, most_categories)


def share(texts: Any, pattern: Any) -> float:
    return texts.map(lambda text: pattern.fullmatch(text) is not None).mean()


def kind_of_number_texts(texts: Any, name: str) -> ColumnType:
    if share(texts, patterns.INTEGER) < 1:
        return ColumnType.NUMBER_WITH_DECIMALS
    if has_word(name, PHONE_WORDS) and share(texts, patterns.PHONE_NUMBER) >= 0.8:
        return ColumnType.PHONE_NUMBER
    if has_word(name, ZIP_WORDS) and share(texts, patterns.ZIP_CODE) >= 0.8:
        return ColumnType.ZIP_CODE
    return ColumnType.NUMBER


def kind_of_texts(texts: Any, name: str) -> Optional[ColumnType]:
    if texts.map(lambda text: patterns.DATETIME.match(text) is not None).mean() >= 0.5:
        return ColumnType.DATETIME
    if share(texts, patterns.EMAIL) >= 0.3:
        return ColumnType.EMAIL
    if has_word(name, PHONE_WORDS) and share(texts, patterns.PHONE_NUMBER) >= 0.3:
        return ColumnType.PHONE_NUMBER
    if has_word(name, ZIP_WORDS) and share(texts, patterns.ZIP_CODE) >= 0.3:
        return ColumnType.ZIP_CODE
    return ColumnType.LIST if share(texts, patterns.LIST) >= 0.3 else None


def category(texts: Any, distinct: int, most_categories: int) -> ColumnType:
    if distinct / len(texts) >= 0.8 or texts.map(lambda text: len(text.split(' '))).max() > WORDS_OF_CATEGORIES:
        return ColumnType.TEXT
    return ColumnType.CATEGORY if distinct <= most_categories else ColumnType.CATEGORY_HIGH_CARDINALITY
