"""Travels with a model as `code/pipewright_model.py`: loads it for `mlflow.pyfunc.load_model`, of any version of MLflow.

Standard library only, and nothing of Pipewright: the folder stands alone.
"""

import json
import os
import pickle


def _load_pyfunc(path):
    """What MLflow calls with the folder of the model, or with its data path."""
    folder = path if os.path.isdir(path) else os.path.dirname(path)
    return Predictor(load(folder))


def load(folder):
    """The model as it was logged."""
    skops_file = os.path.join(folder, 'model.skops')
    if os.path.exists(skops_file):
        from skops.io import load as load_skops

        return load_skops(skops_file, trusted=trusted_types(folder))
    try:
        import cloudpickle as reader
    except ImportError:
        reader = pickle
    with open(os.path.join(folder, 'model.pkl'), 'rb') as file:
        return reader.load(file)


def trusted_types(folder):
    """Types declared in MLmodel; the line is JSON."""
    with open(os.path.join(folder, 'MLmodel'), encoding='utf-8') as file:
        for line in file:
            name, _, value = line.strip().partition(':')
            if name == 'skops_trusted_types':
                return json.loads(value) or []
    return []


class Predictor:
    """The face MLflow expects."""

    def __init__(self, model):
        self.model = model

    def predict(self, data, params=None):
        return self.model.predict(data, **(params or {}))
