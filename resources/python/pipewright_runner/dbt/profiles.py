"""profiles.yml: where dbt finds the database. Mage fills in `{{ env_var(…) }}`, `{{ variables(…) }}` and secrets before dbt sees it."""

from __future__ import annotations

import importlib.util
import os
import re
import tempfile
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any, Iterator, Optional

from pipewright_runner.block_code import BlockCodeError
from pipewright_runner.dbt.project import DbtProject, above
from pipewright_runner.sql.templates import functions

if TYPE_CHECKING:
    from pipewright_runner.run_block import Session

FILE = 'profiles.yml'
# dbt's own filters, by which a text in quotes becomes a number or truth: marked here, made one once the YAML is read.
NATIVE_FILTERS = ('as_native', 'as_bool', 'as_number')
MARK = '\ue000'


class Profile:
    """The target of a block, and a folder with the filled-in profiles.yml for dbt."""

    def __init__(self, folder: str, target: str, output: dict[str, Any]) -> None:
        self.folder = folder
        self.target = target
        self.output = output

    @property
    def adapter(self) -> str:
        return str(self.output.get('type') or '')

    def schema(self) -> Optional[str]:
        """Where dbt puts tables that name no schema, in the words of the adapter."""
        from dbt.adapters.factory import load_plugin

        credentials = load_plugin(self.adapter)
        settings = credentials.translate_aliases(dict(self.output))
        return settings.get('schema') or getattr(credentials, 'schema', None)


def fill_in(text: str, variables: dict[str, Any]) -> str:
    """A text by Mage's rules: a name nobody knows is left out, a variable of the environment that is not set reads None."""
    # Comes with dbt.
    import jinja2

    environment = jinja2.Environment()
    environment.filters.update({name: lambda value: f'{MARK}{value}{MARK}' for name in NATIVE_FILTERS}, as_text=str)
    return environment.from_string(text).render(**functions(variables))


def natives(value: Any) -> Any:
    """YAML's data with the marked texts as what they stand for."""
    import yaml

    if isinstance(value, dict):
        return {key: natives(part) for key, part in value.items()}
    if isinstance(value, list):
        return [natives(part) for part in value]
    if isinstance(value, str) and len(value) > 1 and value.startswith(MARK) and value.endswith(MARK):
        return yaml.safe_load(value.strip(MARK))
    return value


def find_file(session: Session, project: DbtProject) -> str:
    """The profiles.yml of a block: its dbt project's, the one its settings name, else where dbt looks itself."""
    named = session.request.configuration.get('dbt_profiles_file_path')
    places = [
        project.folder,
        *([os.path.dirname(os.path.join(session.request.project_path, *str(named).split('/')))] if named else []),
        os.environ.get('DBT_PROFILES_DIR') or os.path.join(os.path.expanduser('~'), '.dbt'),
    ]
    found = next((os.path.join(place, FILE) for place in places if os.path.exists(os.path.join(place, FILE))), None)
    if found is None:
        beside = os.path.basename(project.file)
        raise BlockCodeError(f'The dbt project {project.name} does not say how to reach its database: expected a {FILE} beside {beside}.')
    return found


@contextmanager
def open_profile(session: Session, project: DbtProject) -> Iterator[Profile]:
    """Fills in profiles.yml into a folder only this user can read, for as long as dbt needs it."""
    import yaml

    path = find_file(session, project)
    with open(path, encoding='utf-8') as file:
        text = file.read()
    try:
        profiles = natives(yaml.safe_load(fill_in(text, session.variables)) or {})
    except Exception as error:
        raise BlockCodeError(f'{FILE} of the dbt project {project.name} cannot be filled in: {error}') from error
    target, output = target_of(session, project, profiles)
    check_adapter(str(output.get('type') or ''))
    with tempfile.TemporaryDirectory(prefix='pipewright-dbt-') as folder:
        with open(os.path.join(folder, FILE), 'w', encoding='utf-8') as file:
            yaml.safe_dump(profiles, file)
        yield Profile(folder, target, output)


def target_of(session: Session, project: DbtProject, profiles: dict[str, Any]) -> tuple[str, dict[str, Any]]:
    """The target of a block with its settings: the one its own settings name, else the profile's."""
    name = project.settings.get('profile')
    profile = profiles.get(name)
    if not isinstance(profile, dict):
        known = ', '.join(key for key in profiles if key != 'config') or 'none'
        told = f'The dbt project {project.name} uses the profile {name}, which is not in its {FILE}'
        raise BlockCodeError(f'{told}. Profiles there: {known}.')
    target = chosen_target(session) or str(profile.get('target') or 'default')
    outputs = profile.get('outputs') or {}
    output = outputs.get(target)
    if not isinstance(output, dict):
        known = ', '.join(outputs) or 'none'
        told = f'The profile {name} has no target {target}. Targets there: {known}.'
        raise BlockCodeError(f'{told} Correct dbt_profile_target in the settings of the block, or {FILE}.')
    return target, output


def chosen_target(session: Session) -> Optional[str]:
    """The target the block's settings name, filled in; None where they name none."""
    named = session.request.configuration.get('dbt_profile_target')
    return fill_in(str(named), session.variables) if named else None


def check_adapter(kind: str) -> None:
    """Says what to install where the adapter of the database is not there."""
    if kind and importlib.util.find_spec(f'dbt.adapters.{kind}') is None:
        raise BlockCodeError(f'The database of this block is of type {kind}, for which dbt needs an adapter: {how_to_install(kind)}')


def how_to_install(*kinds: str) -> str:
    packages = [f'dbt-{kind}' for kind in kinds]
    install = f'python -m pip install {" ".join(packages)}'
    return f'add {" and ".join(packages)} to requirements.txt and update the environment, or install there: {install}'


def guess_adapter(session: Session) -> str:
    """The adapter a block needs, read without dbt and its libraries."""
    request = session.request
    folder = above(os.path.join(request.project_path, *request.source_path.split('/'))) or ''
    try:
        with open(os.path.join(folder, FILE), encoding='utf-8') as file:
            found = re.search(r'\btype:\s*["\']?(\w+)', file.read())
    except OSError:
        found = None
    return found[1] if found else '<adapter of your database>'
