"""Trains the model of the bench and saves it as MLflow does, with rows to send. Usage: make_model.py <folder>"""

import json
import sys
import time
import warnings

import mlflow
import numpy as np
import pandas as pd
from mlflow.models import infer_signature
from sklearn.compose import ColumnTransformer
from sklearn.ensemble import HistGradientBoostingClassifier
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import OneHotEncoder

warnings.filterwarnings('ignore')
random = np.random.default_rng(7)
count = 5000
rows = pd.DataFrame(
    {
        'tenure': random.integers(0, 72, count),
        'monthly': random.uniform(18, 118, count).round(2),
        'total_charges': random.uniform(18, 8000, count).round(2),
        'contract': random.choice(['Month-to-month', 'One year', 'Two year'], count),
        'payment_method': random.choice(['Mailed check', 'Electronic check', 'Bank transfer'], count),
        'senior': random.integers(0, 2, count),
    }
)
odds = rows.monthly / 40 - rows.tenure / 20 + (rows.contract == 'Month-to-month') * 1.5 - 1.5
churned = (random.uniform(size=count) < 1 / (1 + np.exp(-odds))).astype(int)
words = ['contract', 'payment_method']
encode = ColumnTransformer([('words', OneHotEncoder(handle_unknown='ignore', sparse_output=False), words)], remainder='passthrough')
model = make_pipeline(encode, HistGradientBoostingClassifier(random_state=0)).fit(rows, churned)
mlflow.sklearn.save_model(
    model,
    f'{sys.argv[1]}/model',
    signature=infer_signature(rows, churned),
    input_example=rows.head(2),
    serialization_format='cloudpickle',
)


def milliseconds(batch):
    """Median of the bare call on rows that are a DataFrame already."""
    taken = []
    for _ in range(200):
        started = time.perf_counter()
        model.predict(batch)
        taken.append((time.perf_counter() - started) * 1000)
    return float(np.median(taken))


batch = rows.head(100)
facts = {
    'records': json.loads(batch.to_json(orient='records')),
    'predictions': model.predict(batch).tolist(),
    'bare': {'1': milliseconds(rows.head(1)), '100': milliseconds(batch)},
}
with open(f'{sys.argv[1]}/facts.json', 'w', encoding='utf-8') as file:
    json.dump(facts, file)
