"""What to do about errors that the place of a block or its environment explains."""

from __future__ import annotations

import os
import sys
from typing import Optional

# Modules whose package has another name.
PACKAGES = {
    'Crypto': 'pycryptodome',
    'PIL': 'Pillow',
    'attr': 'attrs',
    'bs4': 'beautifulsoup4',
    'cv2': 'opencv-python-headless',
    'dateutil': 'python-dateutil',
    'dotenv': 'python-dotenv',
    'git': 'GitPython',
    'jwt': 'PyJWT',
    'psycopg2': 'psycopg2-binary',
    'serial': 'pyserial',
    'skimage': 'scikit-image',
    'sklearn': 'scikit-learn',
    'slack': 'slack-sdk',
    'yaml': 'PyYAML',
}


def hint_for(error: BaseException, project_path: str) -> Optional[str]:
    """One or two sentences for the reason of the failure; None where there is nothing to add. Never raises."""
    for found in chain(error):
        if isinstance(found, FileNotFoundError):
            return missing_file(found.filename, project_path)
        if isinstance(found, ModuleNotFoundError):
            return missing_module(found.name, project_path)
    return None


def chain(error: Optional[BaseException]) -> list[BaseException]:
    """The error, and what it was raised from."""
    links: list[BaseException] = []
    while error is not None and error not in links:
        links.append(error)
        error = error.__cause__
    return links


def missing_file(name: object, project_path: str) -> Optional[str]:
    """A relative path that would have been right from the project folder."""
    if not isinstance(name, str) or not name or os.path.isabs(name):
        return None
    inside = os.path.normpath(os.path.join(project_path, name))
    if not inside.startswith(os.path.join(project_path, '')) or not os.path.exists(inside):
        return None
    within = os.path.relpath(inside, project_path).replace(os.sep, '/')
    return f'Relative paths start at {working_directory()}. This file is in the project: use os.path.join(kwargs["repo_path"], "{within}").'


def working_directory() -> str:
    try:
        return os.getcwd()
    except OSError:
        return 'a folder that is gone'


def missing_module(name: object, project_path: str) -> Optional[str]:
    """A package to install, or a module of the project that is imported from the wrong place."""
    if not isinstance(name, str) or not name:
        return None
    top = name.split('.')[0]
    if any(os.path.exists(os.path.join(project_path, top + end)) for end in ('', '.py')):
        return None
    if top in getattr(sys, 'stdlib_module_names', ()):
        return None
    if top == 'mage_ai':
        return f'{name} is a part of Mage that Pipewright has no replacement for: install mage-ai in the environment to have all of it'
    package = PACKAGES.get(top, top)
    return f'Add {package} to requirements.txt and update the environment, or install it there: python -m pip install {package}'
