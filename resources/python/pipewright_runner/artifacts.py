"""Files and figures a block run leaves besides its outputs."""

from __future__ import annotations

import os
from typing import Any

from pipewright_runner.libraries import loaded
from pipewright_runner.request import Request
from pipewright_runner.talk import Talk

KINDS = {'text/html': 'html', 'text/csv': 'table'}
TABLE_ENDINGS = ('.parquet', '.csv', '.tsv')
MOST_FILES = 1000


def save_figures(folder: str, talk: Talk) -> dict[str, str]:
    """Saves the figures still open in pyplot; returns their titles by file name."""
    pyplot = loaded('matplotlib.pyplot')
    if pyplot is None:
        return {}
    titles = {}
    for number in pyplot.get_fignums():
        figure = pyplot.figure(number)
        name = f'figure_{number}.png'
        try:
            figure.savefig(os.path.join(folder, name), bbox_inches='tight')
        except Exception as error:
            talk.frame('log', 'warning', f'{name} could not be saved: {type(error).__name__}: {error}')
            continue
        titles[name] = figure_title(figure)
    pyplot.close('all')
    return titles


def figure_title(figure: Any) -> str:
    """The title a reader sees: of the figure, else of its first axes that has one."""
    whole = figure._suptitle.get_text() if getattr(figure, '_suptitle', None) is not None else ''
    return whole or next((axes.get_title() for axes in figure.axes if axes.get_title()), '')


def list_artifacts(request: Request, talk: Talk) -> list[dict[str, Any]]:
    """All files in the artifacts folder, figures first saved into it."""
    folder = request.path('artifacts')
    if loaded('matplotlib.pyplot') is None and not has_entries(folder):
        return []
    os.makedirs(folder, exist_ok=True)
    titles = save_figures(folder, talk)
    found = []
    for parent, folders, names in os.walk(folder):
        folders.sort()
        for name in sorted(names):
            path = os.path.join(parent, name)
            shown = os.path.relpath(path, folder).replace(os.sep, '/')
            entry = describe(shown, path, titles.get(shown) or None)
            found.append(entry)
            talk.event({'event': 'artifact', **entry})
            if len(found) == MOST_FILES:
                talk.frame('log', 'warning', f'Only the first {MOST_FILES} files of the artifacts folder are listed.')
                return found
    return found


def has_entries(folder: str) -> bool:
    try:
        return bool(os.listdir(folder))
    except (FileNotFoundError, NotADirectoryError):
        return False


def describe(name: str, path: str, title: Any) -> dict[str, Any]:
    return {
        'name': name,
        'path': f'artifacts/{name}',
        'kind': kind_of(name),
        'title': title,
        'bytes': os.path.getsize(path),
    }


def kind_of(name: str) -> str:
    # Loaded where there is an artifact: it brings much with it.
    import mimetypes

    mime = mimetypes.guess_type(name)[0] or ''
    if name.endswith(TABLE_ENDINGS):
        return 'table'
    if mime.startswith('image/'):
        return 'image'
    return KINDS.get(mime, 'file')
