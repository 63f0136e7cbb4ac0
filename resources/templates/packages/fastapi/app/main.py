"""The model as a server: uvicorn app.main:app

POST /predict      {"rows": [{"column": value, …}, …]}                 -> {"predictions": […], "probabilities": […]}
POST /invocations  MLflow's four forms: dataframe_split, dataframe_records, instances, inputs
GET  /ping, /version, /docs
"""

import json
import os
from typing import Any, Dict, List, Optional

from fastapi import FastAPI, HTTPException
from pydantic import BaseModel

from app.runtime.loaders import load_model
from app.runtime.plain import plain
from app.runtime.table import Schema

FOLDER = os.path.join(os.path.dirname(os.path.abspath(__file__)), 'model')

with open(os.path.join(FOLDER, 'facts.json'), encoding='utf-8') as file:
    FACTS = json.load(file)

INPUTS = [field for field in (FACTS['signature'] or {}).get('inputs') or [] if field.get('name')]
MODEL = load_model(os.path.join(FOLDER, 'files'), FACTS['mlmodel'], Schema(INPUTS))

app = FastAPI(title=FACTS['name'], version=str(FACTS['version']))


class Rows(BaseModel):
    rows: List[Dict[str, Any]]


class Invocation(BaseModel):
    dataframe_split: Optional[Dict[str, Any]] = None
    dataframe_records: Optional[List[Dict[str, Any]]] = None
    instances: Optional[Any] = None
    inputs: Optional[Any] = None


def refuse(message: str) -> None:
    raise HTTPException(status_code=400, detail=message)


def check_columns(names: List[str]) -> None:
    missing = [field['name'] for field in INPUTS if field.get('required', True) and field['name'] not in names]
    if missing:
        refuse(f'Expected the columns {", ".join(missing)}, which are missing.')


def table_of(records: List[Dict[str, Any]]) -> Any:
    """Columns in the order of the signature; those nobody asked for are left out."""
    given = list(dict.fromkeys(name for record in records for name in record))
    check_columns(given)
    names = [field['name'] for field in INPUTS] or given
    return MODEL.table(names, [[record.get(name) for record in records] for name in names])


def rows_of(body: Invocation) -> Any:
    if body.dataframe_split is not None:
        columns, data = body.dataframe_split.get('columns'), body.dataframe_split.get('data')
        if not isinstance(columns, list) or not isinstance(data, list):
            refuse('Expected columns and data in dataframe_split.')
        if all(isinstance(name, str) for name in columns):
            return table_of([dict(zip(columns, row)) for row in data])
        return MODEL.array(data)
    if body.dataframe_records is not None:
        return table_of(body.dataframe_records)
    if body.instances is not None:
        records = isinstance(body.instances, list) and body.instances and isinstance(body.instances[0], dict)
        return table_of(body.instances) if records else MODEL.array(body.instances)
    if isinstance(body.inputs, dict) and INPUTS:
        names = list(body.inputs)
        check_columns(names)
        return table_of([dict(zip(names, row)) for row in zip(*body.inputs.values())])
    if body.inputs is not None:
        return MODEL.array(body.inputs)
    refuse('Expected one of dataframe_split, dataframe_records, instances, inputs.')


def answer(rows: Any, full: bool) -> Dict[str, Any]:
    try:
        found = MODEL.predict_fully(rows, {}) if full else MODEL.predict(rows, {})
    except (ValueError, TypeError, KeyError) as error:
        refuse(f'The model could not take these rows: {error}')
    told = {'predictions': plain(found.predictions)}
    if found.probabilities is not None:
        told['probabilities'] = plain(found.probabilities)
    return told


@app.get('/ping')
def ping() -> Dict[str, str]:
    return {'status': 'ok'}


@app.get('/version')
def version() -> Dict[str, Any]:
    return {'model': FACTS['name'], 'version': FACTS['version']}


@app.post('/predict')
def predict(body: Rows) -> Dict[str, Any]:
    return answer(table_of(body.rows), full=True)


@app.post('/invocations')
def invocations(body: Invocation) -> Dict[str, Any]:
    return answer(rows_of(body), full=False)
