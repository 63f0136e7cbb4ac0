"""`pipewright.log_metric` and its like: what a training measured, in the project's experiments.

In a block it goes by the control channel, into the one tracked run of the run. Elsewhere (a notebook, a terminal, a program that a block
started) it goes to the project's tracking server, into a tracked run of this process.
"""

from __future__ import annotations

import csv
import math
import os
import shutil
import time
from typing import Any, Mapping, Optional

from pipewright import engine


def now() -> int:
    """Milliseconds since the epoch."""
    return time.time_ns() // 1_000_000


def number_of(name: str, value: Any) -> float:
    try:
        return float(value)
    except (TypeError, ValueError):
        raise TypeError(f'a metric is a number; {name} is {type(value).__name__} {value!r:.80}') from None


def log_metric(name: str, value: Any, step: Optional[int] = None) -> None:
    """Records a number, at a step where one is given: `log_metric('loss', loss, step=epoch)`."""
    log_metrics({name: value}, step)


def log_metrics(metrics: Mapping[str, Any], step: Optional[int] = None) -> None:
    """Records several numbers of the same step."""
    measured = [(str(name), number_of(name, value)) for name, value in metrics.items()]
    at = now()
    if engine.in_block():
        for name, value in measured:
            tell({'event': 'metric', 'name': name, 'value': value if math.isfinite(value) else None, 'step': step, 'time': at})
        return
    client().log_metrics(measured, step or 0, at)


def log_param(name: str, value: Any) -> None:
    """Records what the training was given; another value for the same name is refused."""
    log_params({name: value})


def log_params(params: Mapping[str, Any]) -> None:
    """Records several of them."""
    texts = {str(name): str(value) for name, value in params.items()}
    if not engine.in_block():
        client().log_params(texts)
        return
    for name, value in texts.items():
        tell({'event': 'param', 'name': name, 'value': value})


def set_tag(name: str, value: Any) -> None:
    """A word about the tracked run, to find it by."""
    if engine.in_block():
        tell({'event': 'tag', 'name': str(name), 'value': str(value)})
    else:
        client().set_tag(str(name), str(value))


def log_artifact(path: str, name: Optional[str] = None) -> None:
    """Keeps a copy of a file, or of a folder, with the tracked run."""
    shown = (name or os.path.basename(os.path.normpath(path))).replace(os.sep, '/')
    if not engine.in_block():
        client().log_artifact(path, shown)
        return
    target = artifact_path(shown)
    if os.path.abspath(path) != os.path.abspath(target):
        if os.path.isdir(path):
            shutil.copytree(path, target, dirs_exist_ok=True)
        else:
            shutil.copyfile(path, target)
    tell_artifact(shown)


def log_figure(figure: Any, name: str = 'figure.png') -> None:
    """Keeps a figure of matplotlib (`.png`, `.svg`, `.pdf`) or plotly (`.html`)."""
    if hasattr(figure, 'savefig'):
        keep(name, lambda path: figure.savefig(path, bbox_inches='tight'))
    elif hasattr(figure, 'write_html'):
        shown = name if name.endswith('.html') else os.path.splitext(name)[0] + '.html'
        keep(shown, figure.write_html)
    else:
        raise TypeError(f'a figure of matplotlib or plotly is expected; this is {type(figure).__name__}')


def log_table(table: Any, name: str = 'table.csv') -> None:
    """Keeps a table as CSV: a frame of pandas or polars, or a list of mappings."""
    if hasattr(table, 'to_csv'):
        keep(name, lambda path: table.to_csv(path, index=False))
    elif hasattr(table, 'write_csv'):
        keep(name, table.write_csv)
    else:
        keep(name, lambda path: write_rows(path, table))


def write_rows(path: str, rows: Any) -> None:
    listed = list(rows)
    columns = list(dict.fromkeys(column for row in listed for column in row))
    with open(path, 'w', newline='', encoding='utf-8') as file:
        writer = csv.DictWriter(file, columns)
        writer.writeheader()
        writer.writerows(listed)


def keep(name: str, write: Any) -> None:
    """Writes an artifact and tells of it."""
    if engine.in_block():
        write(artifact_path(name))
        tell_artifact(name)
        return
    import tempfile

    with tempfile.TemporaryDirectory() as folder:
        path = os.path.join(folder, os.path.basename(name))
        write(path)
        client().log_artifact(path, name)


def artifact_path(name: str) -> str:
    """Where an artifact of this block lies; its folder is made."""
    folder = os.environ['PIPEWRIGHT_ARTIFACTS']
    path = os.path.normpath(os.path.join(folder, name))
    if not path.startswith(os.path.normpath(folder) + os.sep):
        raise ValueError(f'the name of an artifact is a relative path; this is {name!r}')
    os.makedirs(os.path.dirname(path), exist_ok=True)
    return path


def tell(event: dict[str, Any]) -> None:
    from pipewright_runner import talk

    talk.current().event(event)


def tell_artifact(name: str) -> None:
    from pipewright_runner.artifacts import describe

    path = artifact_path(name)
    facts = describe(name, path, None) if os.path.isfile(path) else {'name': name, 'path': f'artifacts/{name}'}
    tell({'event': 'artifact', **facts, 'tracked': True})


def client() -> Any:
    from pipewright.tracking_client import client as made

    return made()
