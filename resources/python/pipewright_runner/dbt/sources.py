"""Data of blocks that are not dbt's, for models: a table by `dbt seed`, declared in mage_sources.yml as Mage does."""

from __future__ import annotations

import csv
import os
import re
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any, Callable, Iterator, Optional

from pipewright_runner.dbt.project import DbtProject, read_yaml

if TYPE_CHECKING:
    from pipewright_runner.run_block import Session

FILE = 'mage_sources.yml'
SOURCE = re.compile(r"""source\(\s*['"]+([\w-]+)['"]+\s*,\s*['"]+([\w-]+)['"]+\s*\)""")


def table_name(pipeline_uuid: str, block_uuid: str) -> str:
    """The name of a block's data in `source('mage_<dbt project>', …)`; its table is called `mage_` and this."""
    return f'{pipeline_uuid}_{block_uuid}'.replace('/', '_')


def mentioned(text: str, project: DbtProject) -> set[str]:
    """The names a model reads from the source of this dbt project."""
    return {table for source, table in SOURCE.findall(text) if source == f'mage_{project.name}'}


def of_other_pipelines(project_path: str, pipeline_uuid: str, names: set[str]) -> dict[str, dict[str, Any]]:
    """Sources that models of other pipelines read: dbt reads all models of a project, and refuses it where one of them is not declared."""
    folder = os.path.join(project_path, 'pipelines')
    others = [name for name in os.listdir(folder) if name != pipeline_uuid] if os.path.isdir(folder) else []
    return {
        name: {'name': name, 'identifier': f'mage_{name}'}
        for name in sorted(names)
        if any(name.startswith(f'{other}_') for other in others)
    }


def declare(project: DbtProject, wanted: dict[str, dict[str, Any]], schema: Callable[[], Optional[str]]) -> None:
    """Adds tables to mage_sources.yml, by name. What it has stays; where nothing is new the file is left as it is."""
    path = os.path.join(project.folder, project.paths('model-paths', 'models')[0], FILE)
    old = read_yaml(path)
    if not wanted and not old.get('sources'):
        return
    new = declared(old, project, wanted, schema())
    if new == old:
        return
    import yaml

    os.makedirs(os.path.dirname(path), exist_ok=True)
    temporary = f'{path}.{os.getpid()}.tmp'
    with open(temporary, 'w', encoding='utf-8') as file:
        yaml.safe_dump(new, file, allow_unicode=True)
    os.replace(temporary, path)


def declared(old: dict[str, Any], project: DbtProject, wanted: dict[str, dict[str, Any]], schema: Optional[str]) -> dict[str, Any]:
    """mage_sources.yml with these tables beside those that other pipelines and people wrote."""
    sources = [dict(source) for source in old.get('sources') or []]
    own = next((source for source in sources if source.get('name') == f'mage_{project.name}'), None)
    if own is None:
        own = {'name': f'mage_{project.name}', 'description': 'Dataframes Mage upstream blocks', 'loader': 'mage', 'tables': []}
        sources.append(own)
    if schema:
        own['schema'] = schema
    tables = {table.get('name'): table for table in own.get('tables') or []}
    own['tables'] = list({**tables, **{name: {**tables.get(name, {}), **table} for name, table in wanted.items()}}.values())
    return {'version': 2, **old, 'sources': sources}


def entry(pipeline_uuid: str, block: str) -> dict[str, Any]:
    name = table_name(pipeline_uuid, block)
    return {
        'name': name,
        'identifier': f'mage_{name}',
        'meta': {'pipeline_uuid': pipeline_uuid, 'block_uuid': block},
        'description': f'Dataframe for block `{block}` of the `{pipeline_uuid}` mage pipeline.',
    }


def upstream_data(session: Session) -> list[tuple[str, Any]]:
    """The blocks above that are not dbt's, with their data as columns and rows."""
    types = {entry['blockUuid']: entry['type'] for entry in session.request.inputs}
    return [(uuid, table_of(value)) for uuid, value in zip(session.inputs.names, session.inputs.values) if types.get(uuid) != 'dbt']


class Rows:
    """A table where pandas is not installed."""

    def __init__(self, columns: list[str], rows: list[dict[str, Any]]) -> None:
        self.columns = columns
        self.rows = rows

    def to_csv(self, path: str, index: bool, quoting: int) -> None:
        with open(path, 'w', encoding='utf-8', newline='') as file:
            writer = csv.DictWriter(file, self.columns, quoting=quoting)
            writer.writeheader()
            writer.writerows({name: '' if row.get(name) is None else row[name] for name in self.columns} for row in self.rows)


def table_of(value: Any) -> Any:
    """A frame of what a block gave: a frame, a dictionary as one row, a list as rows. None where it has no columns."""
    if isinstance(value, list) and value and hasattr(value[0], 'columns'):
        value = value[0]
    if hasattr(value, 'to_pandas'):
        value = value.to_pandas()
    if not hasattr(value, 'to_csv'):
        value = frame_of([value] if isinstance(value, dict) else value)
    return None if value is None or len(value.columns) == 0 else value


def frame_of(rows: Any) -> Any:
    if not isinstance(rows, list) or not rows:
        return None
    try:
        import pandas
    except ImportError:
        if not all(isinstance(row, dict) for row in rows):
            return None
        return Rows(list(dict.fromkeys(name for row in rows for name in row)), rows)
    return pandas.DataFrame(rows)


@contextmanager
def seed_file(project: DbtProject, pipeline_uuid: str, name: str, frame: Any) -> Iterator[None]:
    """The data as a CSV file among the seeds of the dbt project, for as long as it takes to load it."""
    folder = os.path.join(project.folder, project.paths('seed-paths', 'seeds')[0], f'mage_{pipeline_uuid}')
    path = os.path.join(folder, f'{name}.csv')
    os.makedirs(folder, exist_ok=True)
    try:
        frame.to_csv(path, index=False, quoting=csv.QUOTE_NONNUMERIC)
        yield
    finally:
        if os.path.exists(path):
            os.remove(path)
        try:
            os.rmdir(folder)
        except OSError:
            # Something else is in it.
            pass
