"""Loads a folder in MLflow's layout. Native flavors first: they need no mlflow and answer faster than its wrapper."""

from __future__ import annotations

import os
import pickle
import sys
from typing import Any, Callable, Optional

from pipewright_serving.errors import Unloadable
from pipewright_serving.model import Answer, Estimator, Model
from pipewright_serving.table import Build, Schema, as_array, as_matrix, has

Flavor = dict[str, Any]


def load_model(directory: str, mlmodel: dict[str, Any], schema: Schema) -> Model:
    """Loads by the first flavor of `MLmodel` we know; fails with what is missing, in words."""
    flavors: dict[str, Flavor] = mlmodel.get('flavors') or {}
    add_code(directory, flavors)
    for name, load in LOADERS.items():
        if name in flavors:
            return load(directory, flavors[name] or {}, schema)
    if 'python_function' in flavors:
        return load_function(directory, flavors['python_function'] or {}, schema)
    known = ', '.join([*LOADERS, 'python_function'])
    raise Unloadable(f'Expected MLmodel to name one of the flavors {known}; it names {", ".join(flavors) or "none"}.')


def add_code(directory: str, flavors: dict[str, Flavor]) -> None:
    """Modules that were saved with the model."""
    for flavor in flavors.values():
        code = (flavor or {}).get('code')
        for part in code if isinstance(code, list) else [code]:
            if isinstance(part, str):
                sys.path.insert(0, inside(directory, part))


def inside(directory: str, part: str) -> str:
    path = os.path.realpath(os.path.join(directory, part))
    root = os.path.realpath(directory)
    if path != root and not path.startswith(root + os.sep):
        raise Unloadable(f'Expected MLmodel to name files of its own folder; "{part}" leaves it.')
    return path


def needs(module: str, purpose: str) -> None:
    if not has(module):
        raise Unloadable(f'{purpose} needs the package {module}, which this environment lacks. Install it, or choose another interpreter.')


def unpickled(path: str) -> Any:
    """By cloudpickle where it is there: it reads plain pickles too."""
    if has('cloudpickle'):
        import cloudpickle as reader
    else:
        reader = pickle
    with open(path, 'rb') as file:
        return reader.load(file)


def read_skops(path: str, flavor: Flavor) -> Any:
    needs('skops', 'This model')
    from skops.io import get_untrusted_types, load

    trusted = flavor.get('skops_trusted_types') or flavor.get('trusted') or []
    unknown = [name for name in get_untrusted_types(file=path) if name not in trusted]
    if unknown:
        raise Unloadable(f'The model holds types nobody declared as trusted: {", ".join(unknown)}. Save it again with them trusted.')
    return load(path, trusted=list(trusted))


def load_scikit(directory: str, flavor: Flavor, schema: Schema) -> Model:
    needs('sklearn', 'A scikit-learn model')
    path = inside(directory, flavor.get('pickled_model') or flavor.get('data') or flavor.get('model_path') or 'model.pkl')
    return Estimator(read_object(path, flavor), schema)


def read_object(path: str, flavor: Flavor) -> Any:
    """A whole object, by the format its file says it has."""
    if path.endswith('.skops') or flavor.get('serialization_format') == 'skops':
        return read_skops(path, flavor)
    if path.endswith('.joblib'):
        import joblib

        return joblib.load(path)
    return unpickled(path)


class Booster(Model):
    """A bare booster of XGBoost or LightGBM, which take their own matrices."""

    survives_fork = False

    def __init__(self, native: Any, schema: Schema, prepare: Callable[[Any], Any]) -> None:
        self.prepare = prepare
        super().__init__(native, schema)

    def predict(self, rows: Any, params: dict[str, Any]) -> Answer:
        return Answer(self.native.predict(self.prepare(rows)))


class BoostedEstimator(Estimator):
    """The scikit-learn face of a booster: its threads do not survive a fork."""

    survives_fork = False


def class_of(flavor: Flavor, fallback: str) -> Any:
    import importlib

    module, _, name = (flavor.get('model_class') or fallback).rpartition('.')
    return getattr(importlib.import_module(module), name)


def load_xgboost(directory: str, flavor: Flavor, schema: Schema) -> Model:
    needs('xgboost', 'An XGBoost model')
    import xgboost

    path = inside(directory, flavor.get('data') or 'model.xgb')
    native = class_of(flavor, 'xgboost.core.Booster')()
    native.load_model(path)
    if isinstance(native, xgboost.Booster):
        return Booster(native, schema, xgboost.DMatrix)
    return BoostedEstimator(native, schema)


def load_lightgbm(directory: str, flavor: Flavor, schema: Schema) -> Model:
    needs('lightgbm', 'A LightGBM model')
    path = inside(directory, flavor.get('data') or 'model.lgb')
    if path.endswith(('.pkl', '.pickle', '.skops', '.joblib')):
        return BoostedEstimator(read_object(path, flavor), schema)
    import lightgbm

    return Booster(lightgbm.Booster(model_file=path), schema, lambda rows: rows)


class Onnx(Model):
    """An ONNX graph: one input of all columns, or one input per column."""

    survives_fork = False

    def __init__(self, native: Any, schema: Schema) -> None:
        self.inputs = native.get_inputs()
        self.outputs = [output.name for output in native.get_outputs()]
        super().__init__(native, schema)

    def choose_build(self) -> Build:
        return as_matrix if len(self.inputs) == 1 else as_columns

    def table(self, names: list[str], data: list[list[Any]]) -> Any:
        return {self.inputs[0].name: as_matrix(names, data, self.schema)} if len(self.inputs) == 1 else as_columns(names, data, self.schema)

    def array(self, data: Any) -> Any:
        return data if isinstance(data, dict) else {self.inputs[0].name: as_array(data, self.schema.tensor)}

    def run(self, rows: Any) -> list[Any]:
        return self.native.run(None, {entry.name: fitting(rows[entry.name], entry) for entry in self.inputs})

    def predict(self, rows: Any, params: dict[str, Any]) -> Answer:
        return Answer(self.first(self.run(rows)))

    def predict_fully(self, rows: Any, params: dict[str, Any]) -> Answer:
        found = self.run(rows)
        # What skl2onnx writes: a label, then per row a map of class -> probability, or an array of them.
        probabilities = found[1] if len(found) > 1 and 'prob' in self.outputs[1].lower() else None
        if isinstance(probabilities, list):
            probabilities = [list(row.values()) for row in probabilities]
        return Answer(self.first(found), probabilities)

    @staticmethod
    def first(found: list[Any]) -> Any:
        value = found[0]
        return value[:, 0] if getattr(value, 'ndim', 1) == 2 and value.shape[1] == 1 else value


def as_columns(names: list[str], data: list[list[Any]], schema: Schema) -> Any:
    import numpy

    return {name: numpy.array(values).reshape(-1, 1) for name, values in zip(names, data)}


ONNX_TYPES = {
    'tensor(float)': 'float32',
    'tensor(double)': 'float64',
    'tensor(int64)': 'int64',
    'tensor(int32)': 'int32',
    'tensor(bool)': 'bool',
    'tensor(string)': 'object',
}


def fitting(value: Any, entry: Any) -> Any:
    """In the type, and the number of dimensions, the graph asks for."""
    import numpy

    array = numpy.asarray(value, dtype=ONNX_TYPES.get(entry.type))
    return array.reshape(-1) if len(entry.shape or ()) == 1 and array.ndim == 2 else array


def load_onnx(directory: str, flavor: Flavor, schema: Schema) -> Model:
    needs('onnxruntime', 'An ONNX model')
    import onnxruntime

    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = int(os.environ.get('OMP_NUM_THREADS') or 1)
    path = inside(directory, flavor.get('data') or 'model.onnx')
    return Onnx(onnxruntime.InferenceSession(path, options, providers=['CPUExecutionProvider']), schema)


class Torch(Model):
    """A PyTorch module over a tensor of numbers."""

    survives_fork = False

    def choose_build(self) -> Build:
        return as_matrix

    def tensor(self, rows: Any) -> Any:
        import torch

        value = torch.as_tensor(rows)
        return value.float() if value.dtype == torch.float64 else value

    def predict(self, rows: Any, params: dict[str, Any]) -> Answer:
        import torch

        with torch.inference_mode():
            found = self.native(self.tensor(rows)).numpy()
        return Answer(found[:, 0] if found.ndim == 2 and found.shape[1] == 1 else found)


def torch_file(directory: str, flavor: Flavor) -> str:
    path = inside(directory, flavor.get('model_data') or flavor.get('data') or 'data')
    if not os.path.isdir(path):
        return path
    found = [name for name in sorted(os.listdir(path)) if name.endswith(('.pth', '.pt', '.pt2'))]
    if not found:
        raise Unloadable(f'Expected a .pth or .pt file in {os.path.basename(path)} of the model; there is none.')
    return os.path.join(path, found[0])


def load_torch(directory: str, flavor: Flavor, schema: Schema) -> Model:
    needs('torch', 'A PyTorch model')
    import torch

    path = torch_file(directory, flavor)
    if path.endswith('.pt2'):
        native = torch.export.load(path).module()
    else:
        try:
            native = torch.jit.load(path, map_location='cpu')
        except RuntimeError:
            # No TorchScript: a pickled module.
            native = torch.load(path, map_location='cpu', weights_only=False)
    if hasattr(native, 'eval') and not path.endswith('.pt2'):
        native.eval()
    return Torch(native, schema)


class Function(Model):
    """MLflow's own wrapper, for flavors we have no loader for. What it holds may have threads."""

    survives_fork = False

    def predict(self, rows: Any, params: dict[str, Any]) -> Answer:
        return Answer(self.native.predict(rows, params=params) if params else self.native.predict(rows))


def load_function(directory: str, flavor: Flavor, schema: Schema) -> Model:
    """A plain object with `predict` needs no mlflow; what was made by mlflow's classes does."""
    plain_object = pickled_object(directory, flavor)
    if plain_object is not None:
        return Model(plain_object, schema)
    needs('mlflow', 'This model (flavor python_function)')
    import mlflow.pyfunc

    return Function(mlflow.pyfunc.load_model(directory), schema)


def pickled_object(directory: str, flavor: Flavor) -> Optional[Any]:
    if not str(flavor.get('loader_module', '')).startswith('pipewright'):
        return None
    return unpickled(inside(directory, flavor.get('data') or flavor.get('model_path') or 'model.pkl'))


LOADERS: dict[str, Callable[[str, Flavor, Schema], Model]] = {
    'sklearn': load_scikit,
    'xgboost': load_xgboost,
    'lightgbm': load_lightgbm,
    'onnx': load_onnx,
    'pytorch': load_torch,
}
