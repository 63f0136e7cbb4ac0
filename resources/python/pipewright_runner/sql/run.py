"""Runs a SQL block: its upstream blocks become tables, its query is filled in and run, its result is its output."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Optional

from pipewright_runner.block_code import BlockCodeError
from pipewright_runner.outputs import store_outputs
from pipewright_runner.sql.databases import QUERY_ROW_LIMIT, Database, open_database, shared_settings
from pipewright_runner.sql.statements import split_statements, written_table
from pipewright_runner.sql.templates import mentioned, put_block_outputs, put_tables, render
from pipewright_runner.sql.upstream import QUERY_FILE, Upstream, table_name_of

if TYPE_CHECKING:
    from pipewright_runner.run_block import Session

# Rows read back of a table that a raw query wrote.
WRITTEN_ROWS = 1000


def run_sql_block(session: Session) -> None:
    request = session.request
    with open(request.path(request.code), encoding='utf-8-sig') as file:
        query = file.read()
    if not split_statements(query):
        raise BlockCodeError(f'Block {request.block_uuid} has no query.')
    session.user_code_starts()
    with open_database(request, session.variables, session.talk) as database:
        result = run_query(session, database, query)
    store_outputs(result if result is None else [result], request, session.result)


def run_query(session: Session, database: Database, query: str) -> Any:
    configuration = session.request.configuration
    upstream = upstream_blocks(session)
    put_upstream_tables(session, database, upstream, query)
    filled = fill_in(session, database, upstream, query)
    keep_query(session, filled)
    if configuration.get('disable_query_preprocessing'):
        database.tables.run([filled])
        return None
    if configuration.get('use_raw_sql'):
        return run_raw(database, filled)
    return run_and_store(session, database, filled)


def upstream_blocks(session: Session) -> list[Upstream]:
    """The upstream blocks with their values, in the order `{{ df_1 }}`, `{{ df_2 }}`, … names them."""
    values = dict(zip(session.inputs.names, session.inputs.values))
    return [Upstream(entry, session.request, values.get(entry['blockUuid'])) for entry in session.request.inputs]


def shares_database(session: Session, database: Database, block: Upstream) -> bool:
    """Whether the table of an upstream SQL block is in the same database already."""
    if block.language != 'sql' or database.settings is None:
        return False
    if str(block.configuration.get('data_provider')).lower() != database.provider:
        return False
    return shared_settings(session.request, block.configuration, session.variables) == database.settings


def put_upstream_tables(session: Session, database: Database, upstream: list[Upstream], query: str) -> None:
    for number, block in enumerate(upstream, 1):
        if block.type == 'sensor' or not mentioned(query, number) or shares_database(session, database, block):
            continue
        value = data_of(block)
        session.talk.frame('log', 'info', f'Making table {block.table} of the data of {block.uuid}.')
        database.tables.put(block.table, value)


def data_of(block: Upstream) -> Any:
    """The data of an upstream block that a table can be made of."""
    value = block.value
    if isinstance(value, list) and value and all(hasattr(part, 'columns') for part in value):
        value = value[0]
    if value is None or (isinstance(value, list) and not value):
        raise BlockCodeError(f'{block.uuid} gave no data, so there is no table to put for it in the query.')
    return value


def fill_in(session: Session, database: Database, upstream: list[Upstream], query: str) -> str:
    own_schema = getattr(database.tables, 'schema', None)

    def source_of(number: int) -> tuple[str, Optional[str]]:
        if number > len(upstream):
            words = f'{{{{ df_{number} }}}} names upstream block {number}, but the block has {len(upstream)}'
            raise BlockCodeError(f'{words}. Connect it, or change the query.')
        block = upstream[number - 1]
        if not shares_database(session, database, block):
            return database.full_name(block.table, own_schema), None
        inner = block.raw_query()
        if inner is not None:
            return block.table, inner
        schema = block.configuration.get('data_provider_schema') or database.tables.default_schema()
        return database.full_name(block.table, schema), None

    filled = put_tables(query, source_of)
    filled = put_block_outputs(filled, {block.uuid: block.value for block in upstream}, session.variables)
    return render(filled, session.variables)


def keep_query(session: Session, query: str) -> None:
    """Keeps the filled-in query: to be looked at, and for a raw block that only reads, to stand in the query below."""
    statements = split_statements(query)
    if session.request.configuration.get('use_raw_sql') and (len(statements) != 1 or written_table(statements)):
        return
    with open(session.request.path(QUERY_FILE), 'w', encoding='utf-8') as file:
        file.write(statements[0] if len(statements) == 1 else query)


def run_raw(database: Database, query: str) -> Any:
    """Runs the statements as they are. The output: the last rows read, or the start of the table that was written."""
    statements = split_statements(query)
    result = database.tables.run(statements)
    written = written_table(statements)
    return result if written is None else database.tables.read(written, WRITTEN_ROWS)


def run_and_store(session: Session, database: Database, query: str) -> Any:
    """Stores what the query gives as the table of the block, and reads it back."""
    request = session.request
    configuration = request.configuration
    table = table_name_of(request.pipeline_uuid, request.block_uuid, configuration)
    if 'dynamicIndex' in request.extra:
        table = f'{table}__dynamic_{request.extra["dynamicIndex"]}'
    statements = split_statements(query)
    if len(statements) > 1:
        raise BlockCodeError(
            f'Block {request.block_uuid} has {len(statements)} statements, but its result is stored as a table, which takes one query. '
            'Set use_raw_sql to run statements as they are.'
        )
    full = database.full_name(table, getattr(database.tables, 'schema', None))
    policy = str(configuration.get('export_write_policy') or 'append')
    session.talk.frame('log', 'info', f'Storing the result of the query as table {full} ({policy}).')
    database.tables.store(statements[0], full, policy)
    return database.tables.read(full, int(configuration.get('limit_in_pipeline_run') or QUERY_ROW_LIMIT))
