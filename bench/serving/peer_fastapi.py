"""The same model behind plain FastAPI, as one writes it by hand. MODEL names the folder."""

import os

import cloudpickle
import pandas as pd
from fastapi import FastAPI
from pydantic import BaseModel

with open(os.path.join(os.environ['MODEL'], 'model.pkl'), 'rb') as file:
    model = cloudpickle.load(file)
app = FastAPI()


class Row(BaseModel):
    tenure: int
    monthly: float
    total_charges: float
    contract: str
    payment_method: str
    senior: int


class Body(BaseModel):
    dataframe_records: list[Row]


@app.get('/ping')
def ping():
    return {}


@app.post('/invocations')
def predict(body: Body):
    rows = pd.DataFrame([row.model_dump() for row in body.dataframe_records])
    return {'predictions': model.predict(rows).tolist()}
