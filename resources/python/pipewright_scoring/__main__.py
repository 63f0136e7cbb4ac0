"""`python -m pipewright_scoring <request.json> <answer.json>`: loads a model folder and predicts the rows of the request.

The request: `directory` (holds MLmodel), `mlmodel` (as plain data), `fields` (inputs of the signature), `columns` and `data` (one list per
column). The answer, written whole: `predictions`, one per row; where the model tells probabilities each is
`{"prediction": ..., "probability": {<class>: ...}}`.
"""

from __future__ import annotations

import json
import os
import sys
from typing import Any

from pipewright_serving.loaders import load_model
from pipewright_serving.plain import plain
from pipewright_serving.table import Schema


def wanted_columns(request: dict[str, Any], schema: Schema) -> tuple[list[str], list[list[Any]]]:
    """Those of the signature, in its order; all where there is none."""
    columns, data = request['columns'], request['data']
    names = [name for name in schema.types if name in columns] or columns
    return names, [data[columns.index(name)] for name in names]


def answers(request: dict[str, Any]) -> list[Any]:
    schema = Schema(request['fields'])
    model = load_model(request['directory'], request['mlmodel'], schema)
    names, data = wanted_columns(request, schema)
    answer = model.predict_fully(model.table(names, data), {})
    predictions = plain(answer.predictions)
    classes = plain(model.classes())
    if answer.probabilities is None or classes is None:
        return predictions
    told = zip(predictions, plain(answer.probabilities))
    return [
        {'prediction': value, 'probability': {str(name): share for name, share in zip(classes, shares)}} for value, shares in told
    ]


def main(request_path: str, answer_path: str) -> None:
    with open(request_path, encoding='utf-8') as file:
        request = json.load(file)
    partial = f'{answer_path}.{os.getpid()}'
    with open(partial, 'w', encoding='utf-8') as file:
        json.dump({'predictions': answers(request)}, file)
    os.replace(partial, answer_path)


if __name__ == '__main__':
    main(sys.argv[1], sys.argv[2])
