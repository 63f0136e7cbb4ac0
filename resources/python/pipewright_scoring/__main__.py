"""`python -m pipewright_scoring <request.json> <answer.json>`: lets versions of a model predict the same rows.

The request: `project` (`path` and `workingDirectory`, importable as in blocks), `columns` and `data` (one list per column), and
`models`, each with `directory` (holds MLmodel), `mlmodel` (as plain data) and `fields` (inputs of the signature). The answer, written
whole, has one entry per model: `predictions`, one per row, each `{"prediction": ..., "probability": {<class>: ...}}` where the model
tells probabilities; or `error`.
"""

from __future__ import annotations

import json
import os
import sys
from typing import Any

from pipewright_serving.group import import_from
from pipewright_serving.loaders import load_model
from pipewright_serving.plain import plain
from pipewright_serving.table import Schema


def wanted_columns(request: dict[str, Any], schema: Schema) -> tuple[list[str], list[list[Any]]]:
    """Those of the signature, in its order; all where there is none."""
    columns, data = request['columns'], request['data']
    names = [name for name in schema.types if name in columns] or columns
    return names, [data[columns.index(name)] for name in names]


def predictions_of(request: dict[str, Any], wanted: dict[str, Any]) -> list[Any]:
    schema = Schema(wanted['fields'])
    model = load_model(wanted['directory'], wanted['mlmodel'], schema)
    names, data = wanted_columns(request, schema)
    answer = model.predict_fully(model.table(names, data), {})
    predictions = plain(answer.predictions)
    classes = plain(model.classes())
    if answer.probabilities is None or classes is None:
        return predictions
    told = zip(predictions, plain(answer.probabilities))
    return [{'prediction': value, 'probability': named(classes, shares)} for value, shares in told]


def named(classes: list[Any], shares: list[Any]) -> dict[str, Any]:
    return {str(name): share for name, share in zip(classes, shares)}


def answer_of(request: dict[str, Any], wanted: dict[str, Any]) -> dict[str, Any]:
    try:
        return {'predictions': predictions_of(request, wanted)}
    except Exception as error:
        return {'error': f'{type(error).__name__}: {error}'}


def main(request_path: str, answer_path: str) -> None:
    with open(request_path, encoding='utf-8') as file:
        request = json.load(file)
    import_from(request['project'])
    partial = f'{answer_path}.{os.getpid()}'
    with open(partial, 'w', encoding='utf-8') as file:
        json.dump([answer_of(request, wanted) for wanted in request['models']], file)
    os.replace(partial, answer_path)


if __name__ == '__main__':
    main(sys.argv[1], sys.argv[2])
