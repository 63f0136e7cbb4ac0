"""A dbt block from its upstream data to its output."""

from __future__ import annotations

import os
import re
import shlex
from typing import TYPE_CHECKING, Any

from pipewright_runner.block_code import BlockCodeError
from pipewright_runner.dbt.invoke import MAGE_VARIABLES, Dbt, load_runner, own_directory, vars_json, vars_of
from pipewright_runner.dbt.outcome import check, record_tests, results_of, rows_of
from pipewright_runner.dbt.profiles import Profile, chosen_target, fill_in, open_profile
from pipewright_runner.dbt.project import DbtProject, find_folder
from pipewright_runner.dbt.sources import declare, entry, mentioned, of_other_pipelines, seed_file, table_name, upstream_data
from pipewright_runner.outputs import store_outputs
from pipewright_runner.sql.templates import put_block_outputs, render
from pipewright_runner.sql.upstream import QUERY_FILE

if TYPE_CHECKING:
    from pipewright_runner.run_block import Session

PREVIEW_ROWS = 1000


def run_dbt_block(session: Session) -> None:
    """Runs a model (`language: sql`) or a command (`language: yaml`) of a dbt project."""
    session.user_code_starts()
    load_runner(session)
    project = DbtProject(find_folder(session.request))
    with own_directory(), project.alone(session.talk), open_profile(session, project) as profile:
        block = Block(session, project, profile)
        if session.request.language == 'sql':
            run_model(block)
        else:
            run_command(block)


class Block:
    """What the steps of a dbt block share."""

    def __init__(self, session: Session, project: DbtProject, profile: Profile) -> None:
        self.session = session
        self.project = project
        self.profile = profile
        self.dbt = Dbt(session, ['--project-dir', project.folder, '--profiles-dir', profile.folder])
        self.text = read_text(session.request.path(session.request.code))

    def for_this_run(self) -> dict[str, Any]:
        """What the run says of this block alone: `flags`, `prefix` and `suffix`, as Mage has them."""
        blocks = (self.session.variables.get(MAGE_VARIABLES) or {}).get('blocks') or {}
        return (blocks.get(self.session.request.block_uuid) or {}).get('configuration') or {}

    def flags(self) -> list[str]:
        flags = self.for_this_run().get('flags') or []
        return [str(flag) for flag in flags] if isinstance(flags, list) else [str(flags)]


def read_text(path: str) -> str:
    with open(path, encoding='utf-8-sig') as file:
        return file.read()


def run_model(block: Block) -> None:
    session, project = block.session, block.project
    file = os.path.join(session.request.project_path, *session.request.source_path.split('/'))
    put_upstream_tables(block)
    install_packages(block)
    told = block.for_this_run()
    name = os.path.splitext(os.path.basename(file))[0]
    select = ['--select', f'{told.get("prefix") or ""}{name}{told.get("suffix") or ""}']
    # The same for each command, or dbt reads all models anew.
    shared = ['--vars', vars_json(session.variables), '--target', block.profile.target]
    command = command_of(session.request.configuration, project.holds('snapshot-paths', 'snapshots', file))
    answer = block.dbt.run([command], [*block.flags(), *select, *shared])
    record_tests(session, answer)
    keep_query(session, answer, name)
    check(answer, command, project)
    store_rows(block, shared, model_of(answer, name))


def command_of(configuration: dict[str, Any], is_snapshot: bool) -> str:
    """As in Mage's triggered runs: a model with its tests, or without them where the settings say so."""
    if not (configuration.get('dbt') or {}).get('disable_tests'):
        return 'build'
    return 'snapshot' if is_snapshot else 'run'


def model_of(answer: Any, name: str) -> Any:
    """The node of the block's own model; None where dbt left it out."""
    return next((result.node for result in results_of(answer) if result.node.name == name), None)


def keep_query(session: Session, answer: Any, name: str) -> None:
    """Keeps the compiled query of the model, to be looked at."""
    compiled = getattr(model_of(answer, name), 'compiled_code', None)
    if compiled:
        with open(session.request.path(QUERY_FILE), 'w', encoding='utf-8') as file:
            file.write(compiled)


def store_rows(block: Block, arguments: list[str], model: Any) -> None:
    """The rows of the model: all where a block that is not dbt's gets them, else the first for the preview."""
    session = block.session
    if model is None:
        session.talk.frame('log', 'warning', 'dbt knows no such model, or it is not enabled: there is no output.')
        return
    needed = (session.request.extra.get('dbt') or {}).get('needed', False)
    limit = -1 if needed else int(session.request.configuration.get('limit') or PREVIEW_ROWS)
    select = ['--select', model.name]
    if getattr(model.config, 'materialized', None) in ('incremental', 'snapshot'):
        # Its query gives the new rows only: they are in the table by now, with those that were there.
        select = ['--inline', f"select * from {{{{ ref('{model.name}') }}}}"]
    answer = block.dbt.run(['show'], [*select, '--limit', str(limit), *arguments], quiet=True)
    check(answer, 'show', block.project)
    rows = rows_of(answer)
    store_outputs(None if rows is None else [rows], session.request, session.result)


def run_command(block: Block) -> None:
    session, project = block.session, block.project
    command, arguments = command_line(session, block.text)
    put_upstream_tables(block)
    if command != ['deps']:
        install_packages(block)
    arguments += block.flags()
    put_vars(session, arguments)
    target = chosen_target(session)
    # Where the settings name none, the command's own counts, or the profile's.
    answer = block.dbt.run(command, [*arguments, *(['--target', target] if target else [])])
    record_tests(session, answer)
    check(answer, ' '.join(command), project)


def command_line(session: Session, text: str) -> tuple[list[str], list[str]]:
    """The command and its arguments, filled in and split as a shell does. A text that begins with `dbt run` names the command itself."""
    outputs = dict(zip(session.inputs.names, session.inputs.values))
    filled = render(put_block_outputs(text, outputs, session.variables), session.variables)
    try:
        arguments = shlex.split(filled.replace('\\\n', ' '), comments=True)
    except ValueError as error:
        raise BlockCodeError(f'{session.request.source_path} is no line of arguments: {error}.') from error
    if arguments[:1] == ['dbt'] and len(arguments) > 1:
        return arguments[1:2], arguments[2:]
    configured = str((session.request.configuration.get('dbt') or {}).get('command') or 'run')
    return shlex.split(configured), arguments


def put_vars(session: Session, arguments: list[str]) -> None:
    """Lays the variables of the command over those of the run."""
    index = next((number for number, argument in enumerate(arguments) if re.match('--vars(=|$)', argument)), None)
    if index is None:
        arguments += ['--vars', vars_json(session.variables)]
        return
    _, is_joined, value = arguments[index].partition('=')
    if not is_joined:
        if index + 1 == len(arguments):
            raise BlockCodeError('--vars has no value. Expected a dictionary such as \'{"day": "2026-01-31"}\' after it.')
        value = arguments.pop(index + 1)
    import yaml

    own = yaml.safe_load(fill_in(value, session.variables)) or {}
    if not isinstance(own, dict):
        raise BlockCodeError(f'--vars is {value}. Expected a dictionary such as \'{{"day": "2026-01-31"}}\'.')
    arguments[index : index + 1] = ['--vars', vars_json({**vars_of(session.variables), **own})]


def install_packages(block: Block) -> None:
    """`dbt deps`, where the dbt project asks for packages. A failure is no end: they may be there from before."""
    if not block.project.has_packages():
        return
    answer = block.dbt.run(['deps'], [])
    if not answer.success:
        why = answer.exception or 'the log says why'
        block.session.talk.frame('log', 'warning', f'The packages of the dbt project could not be installed: {why}')


def put_upstream_tables(block: Block) -> None:
    """Declares the blocks above dbt blocks as sources, and loads the data of those above this one that are read."""
    session, project = block.session, block.project
    request, pipeline = session.request, session.request.pipeline_uuid
    data = upstream_data(session)
    everywhere = set().union(*(mentioned(text, project) for text in project.model_texts()))
    wanted = mentioned(block.text, project) if request.language == 'sql' else everywhere
    blocks = [*(uuid for uuid, _ in data), *((request.extra.get('dbt') or {}).get('sources') or [])]
    tables = {table_name(pipeline, uuid): entry(pipeline, uuid) for uuid in dict.fromkeys(blocks)}
    declare(project, {**of_other_pipelines(request.project_path, pipeline, everywhere), **tables}, block.profile.schema)
    for uuid, frame in data:
        name = table_name(pipeline, uuid)
        if name not in wanted:
            continue
        if frame is None:
            session.talk.frame('log', 'warning', f'{uuid} gave no data, so its table mage_{name} stays as it is.')
            continue
        put_table(block, f'mage_{name}', frame)


def put_table(block: Block, table: str, frame: Any) -> None:
    arguments = ['--select', table, '--target', block.profile.target, '--full-refresh', '--vars', vars_json(block.session.variables)]
    with seed_file(block.project, block.session.request.pipeline_uuid, table, frame):
        answer = block.dbt.run(['seed'], arguments)
    check(answer, 'seed', block.project)
