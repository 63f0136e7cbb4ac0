"""The dbt project a block belongs to: where it is, what its dbt_project.yml says, one block at a time in it."""

from __future__ import annotations

import os
import re
import sys
from contextlib import contextmanager
from typing import Any, Iterator, Optional

from pipewright_runner.block_code import BlockCodeError
from pipewright_runner.request import Request
from pipewright_runner.talk import Talk

PROJECT_FILES = ('dbt_project.yml', 'dbt_project.yaml')
# Folders with other people's dbt projects in them.
NOT_OURS = {'dbt_packages', 'dbt_modules', 'target', 'node_modules', 'logs'}
# A byte no file reaches: on Windows a locked part of a file can be read by nobody else.
FAR_BEHIND = 1 << 40


class DbtProject:
    """A folder with a dbt_project.yml."""

    def __init__(self, folder: str) -> None:
        self.folder = folder
        # Mage names the source of a project after its folder.
        self.name = os.path.splitext(os.path.basename(folder))[0]
        self.file = next(path for path in project_files(folder) if os.path.exists(path))
        self.settings = read_yaml(self.file)

    def paths(self, key: str, otherwise: str) -> list[str]:
        """Folders by a key such as `model-paths`, relative to the project."""
        found = self.settings.get(key) or [otherwise]
        return [str(path) for path in found] if isinstance(found, list) else [str(found)]

    def holds(self, key: str, otherwise: str, file: str) -> bool:
        """Whether a file is in one of these folders."""
        inside = os.path.relpath(file, self.folder).replace(os.sep, '/')
        return any(inside.startswith(f'{path.strip("/")}/') for path in self.paths(key, otherwise))

    def model_texts(self) -> Iterator[str]:
        """The texts of all models."""
        for path in self.paths('model-paths', 'models'):
            for folder, _, names in os.walk(os.path.join(self.folder, path)):
                for name in names:
                    if name.endswith('.sql'):
                        with open(os.path.join(folder, name), encoding='utf-8', errors='replace') as file:
                            yield file.read()

    def has_packages(self) -> bool:
        """Whether it asks for packages, which `dbt deps` installs."""
        named = [read_yaml(os.path.join(self.folder, name)) for name in ('packages.yml', 'dependencies.yml')]
        return any(found.get('packages') for found in named)

    @contextmanager
    def alone(self, talk: Talk) -> Iterator[None]:
        """Waits until no other block works in this project: dbt writes its target folder, and seeds, for one at a time."""
        with open(self.file, 'rb') as file:
            if not lock(file, False):
                talk.frame('log', 'info', f'Waiting for another block that works in the dbt project {self.name}.')
                lock(file, True)
            yield


def lock(file: Any, wait: bool) -> bool:
    """Locks an open file until it is closed; False where another has it and it is not waited for."""
    try:
        if sys.platform == 'win32':
            import msvcrt

            file.seek(FAR_BEHIND)
            while True:
                try:
                    # Tries for ten seconds.
                    msvcrt.locking(file.fileno(), msvcrt.LK_LOCK if wait else msvcrt.LK_NBLCK, 1)
                    return True
                except OSError:
                    if not wait:
                        return False
        import fcntl

        fcntl.flock(file, fcntl.LOCK_EX if wait else fcntl.LOCK_EX | fcntl.LOCK_NB)
        return True
    except BlockingIOError:
        return False


def read_yaml(path: str) -> dict[str, Any]:
    """A YAML file as a dictionary; empty where it is missing or holds nothing."""
    # Comes with dbt.
    import yaml

    if not os.path.exists(path):
        return {}
    with open(path, encoding='utf-8') as file:
        try:
            found = yaml.safe_load(file)
        except yaml.YAMLError as error:
            raise BlockCodeError(f'{os.path.basename(path)} is no YAML: {error}') from error
    return found if isinstance(found, dict) else {}


def project_files(folder: str) -> list[str]:
    return [os.path.join(folder, name) for name in PROJECT_FILES]


def is_project(folder: str) -> bool:
    return any(os.path.exists(path) for path in project_files(folder))


def find_folder(request: Request) -> str:
    """The folder of the dbt project of a block: the one its model is in, or the one its settings name."""
    if request.language == 'sql':
        found = above(os.path.join(request.project_path, *request.source_path.split('/')))
        if found is None:
            raise BlockCodeError(f'{request.source_path} is in no dbt project: expected a dbt_project.yml in a folder above it.')
        return found
    configured = [request.configuration.get(key) for key in ('dbt_profiles_file_path', 'dbt_project_name')]
    for place in filter(None, configured):
        found = named(request, str(place))
        if found is not None:
            return found
    known = all_projects(request.project_path)
    if len(known) == 1 and not any(configured):
        return known[0]
    told = f'names the dbt project {configured[1] or configured[0]}, which is not there' if any(configured) else 'names no dbt project'
    names = ', '.join(os.path.relpath(folder, request.project_path).replace(os.sep, '/') for folder in known) or 'none'
    raise BlockCodeError(f'The block {told}. Set dbt_project_name in its settings. dbt projects of this project: {names}.')


def above(path: str) -> Optional[str]:
    """The nearest dbt project a path is in, or is."""
    folder = path
    while True:
        if is_project(folder):
            return folder
        parent = os.path.dirname(folder)
        if parent == folder:
            return None
        folder = parent


def named(request: Request, place: str) -> Optional[str]:
    """The dbt project at a path as Mage writes it: below the project, below its folder dbt, or below the folder above it."""
    parts = re.split(r'[/\\]', place)
    roots = (request.project_path, os.path.join(request.project_path, 'dbt'), os.path.dirname(request.project_path))
    for path in (os.path.join(root, *parts) for root in roots):
        found = above(path) if os.path.exists(path) else None
        if found is not None:
            return found
    return place if os.path.isabs(place) and is_project(place) else None


def all_projects(project_path: str) -> list[str]:
    """The dbt projects below the folder dbt, packages of others left out."""
    found = []
    for folder, names, _ in os.walk(os.path.join(project_path, 'dbt')):
        names[:] = sorted(name for name in names if name not in NOT_OURS and not name.startswith('.'))
        if is_project(folder):
            found.append(folder)
            names.clear()
    return found
