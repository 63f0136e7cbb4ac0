"""Previews of tables of every kind: pandas, polars, Arrow, lists of records, dictionaries of columns."""

from __future__ import annotations

import time
from typing import Any, Callable, Optional

from pipewright_runner.libraries import is_arrow_table, is_pandas_frame, is_pandas_series, is_polars_frame, is_polars_series
from pipewright_runner.preview import statistics
from pipewright_runner.preview.plain import cell, safe_str, shorten

ROWS = 200
COLUMNS = 500
CELLS = 40_000
# The blocks below wait for the preview: what is not known by then stays unknown.
STATISTICS_SECONDS = 0.2
SCALARS = (str, int, float, bool, type(None))
RECORDS_LOOKED_AT = 1000


class Table:
    """A table as the preview and the pager see it, whatever library made it."""

    def __init__(self, columns: list[tuple[str, str]], total: int, index: list[str], rows: Callable[[int, int], list[list[Any]]]) -> None:
        self.columns = columns
        self.total = total
        self.index = index
        self.rows = rows
        self.statistics: Callable[[int], statistics.Statistics] = lambda position: statistics.NONE
        self.sorted: Optional[Callable[[str, bool], Any]] = None


def as_table(value: Any) -> Optional[Table]:
    """The value as a table, or None if it is none."""
    if is_pandas_series(value):
        value = value.to_frame('value' if value.name is None else value.name)
    if is_pandas_frame(value):
        return pandas_table(value)
    if is_polars_series(value):
        value = value.to_frame()
    if is_polars_frame(value):
        return polars_table(value)
    if is_arrow_table(value):
        return arrow_table(value)
    if isinstance(value, list):
        return records_table(value)
    return columns_table(value) if isinstance(value, dict) else None


def pandas_table(frame: Any) -> Table:
    names = [str(name) for name in frame.index.names if name is not None]
    has_index = bool(names) or frame.index.nlevels > 1 or not type(frame.index).__name__ == 'RangeIndex'
    columns = [(safe_str(name), str(dtype)) for name, dtype in zip(frame.columns, frame.dtypes)]
    if has_index:
        names = [('index' if name is None else str(name)) for name in frame.index.names]

    def rows(start: int, stop: int) -> list[list[Any]]:
        part = frame.iloc[start:stop]
        return [list(map(cell, row)) for row in part.itertuples(index=False, name=None)]

    table = Table(columns, len(frame), names if has_index else [], rows)
    table.statistics = lambda position: statistics.of_pandas(frame.iloc[:, position])
    table.sorted = lambda name, down: pandas_table(sorted_frame(frame, name, down))
    return table


def sorted_frame(frame: Any, name: str, down: bool) -> Any:
    position = [safe_str(column) for column in frame.columns].index(name)
    column = frame.iloc[:, position]
    try:
        order = column.reset_index(drop=True).sort_values(ascending=not down, kind='stable').index
    except TypeError:
        order = column.astype(str).reset_index(drop=True).sort_values(ascending=not down, kind='stable').index
    return frame.iloc[order]


def polars_table(frame: Any) -> Table:
    columns = [(name, str(dtype)) for name, dtype in frame.schema.items()]
    table = Table(columns, frame.height, [], lambda start, stop: [list(map(cell, row)) for row in frame[start:stop].rows()])
    table.statistics = lambda position: statistics.of_polars(frame.to_series(position))
    table.sorted = lambda name, down: polars_table(frame.sort(name, descending=down, nulls_last=True))
    return table


def arrow_table(value: Any) -> Table:
    columns = [(field.name, str(field.type)) for field in value.schema]

    def rows(start: int, stop: int) -> list[list[Any]]:
        lists = [column.to_pylist() for column in value.slice(start, stop - start).columns]
        return [list(map(cell, row)) for row in zip(*lists)]

    table = Table(columns, value.num_rows, [], rows)
    table.statistics = lambda position: statistics.of_arrow(value.column(position))
    table.sorted = lambda name, down: arrow_table(value.sort_by([(name, 'descending' if down else 'ascending')]))
    return table


def records_table(records: list[Any]) -> Optional[Table]:
    """A list of dictionaries that hold scalars."""
    looked_at = records[:RECORDS_LOOKED_AT]
    if not looked_at or not all(isinstance(record, dict) and record for record in records):
        return None
    names: dict[str, None] = {}
    for record in looked_at:
        if not all(isinstance(key, str) and isinstance(item, SCALARS) for key, item in record.items()):
            return None
        names.update(dict.fromkeys(record))
    keys = list(names)
    columns = [(key, statistics.common_type([record.get(key) for record in looked_at])) for key in keys]
    table = Table(columns, len(records), [], lambda start, stop: [[cell(r.get(key)) for key in keys] for r in records[start:stop]])
    table.statistics = lambda position: statistics.of_list([record.get(keys[position]) for record in records])

    def by(name: str, down: bool) -> Optional[Table]:
        return records_table(sorted(records, key=lambda record: sort_key(record.get(name)), reverse=down))

    table.sorted = by
    return table


def sort_key(value: Any) -> Any:
    """Numbers before texts before nulls."""
    if value is None:
        return (2, 0, '')
    return (1, 0, value) if isinstance(value, str) else (0, value, '')


def columns_table(value: dict[Any, Any]) -> Optional[Table]:
    """A dictionary of lists of one length."""
    lists = list(value.values())
    if not lists or not all(isinstance(key, str) for key in value) or not all(isinstance(item, list) for item in lists):
        return None
    lengths = {len(item) for item in lists}
    if len(lengths) != 1 or not lengths.pop() or not all(isinstance(x, SCALARS) for item in lists for x in item[:RECORDS_LOOKED_AT]):
        return None
    columns = [(key, statistics.common_type(item[:RECORDS_LOOKED_AT])) for key, item in value.items()]
    table = Table(columns, len(lists[0]), [], lambda start, stop: [list(map(cell, r)) for r in zip(*(x[start:stop] for x in lists))])
    table.statistics = lambda position: statistics.of_list(lists[position])

    def by(name: str, down: bool) -> Optional[Table]:
        order = sorted(range(len(lists[0])), key=lambda i: sort_key(value[name][i]), reverse=down)
        return columns_table({key: [item[i] for i in order] for key, item in value.items()})

    table.sorted = by
    return table


def table_preview(table: Table) -> dict[str, Any]:
    """The first rows and what is quickly known about the columns."""
    shown = table.columns[:COLUMNS]
    rows = table.rows(0, min(ROWS, max(1, CELLS // max(1, len(shown)))))
    end = time.monotonic() + STATISTICS_SECONDS
    columns = []
    for position, (name, dtype) in enumerate(shown):
        known = statistics.safely(table.statistics, position) if time.monotonic() < end else statistics.NONE
        columns.append({'name': shorten(name), 'type': dtype, **known})
    return {
        'kind': 'table',
        'columns': columns,
        'rows': [row[:COLUMNS] for row in rows],
        'totalRows': table.total,
        'index': table.index,
        'totalColumns': len(table.columns),
    }
