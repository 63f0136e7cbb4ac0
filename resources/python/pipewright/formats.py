"""The file of a model itself, by what made it: its own format where there is one, safe to load where that is possible."""

from __future__ import annotations

import json
import os
import pickle
import shutil
import zipfile
from typing import Any, Callable, Optional

from pipewright.data import is_a, loaded

# Types of these are numbers and rules; restoring them runs no code of the file.
KNOWN_MAKERS = frozenset(
    ('collections', 'sklearn', 'numpy', 'scipy', 'pandas', 'xgboost', 'lightgbm', 'catboost', 'imblearn', 'quantile_forest')
)
LOADER_MODULE = 'pipewright_model'


class Saved:
    """What was written: flavors for MLmodel, how it is loaded, whether that is safe."""

    def __init__(self, flavor: str, loader: str, flavors: dict[str, Any], modules: Optional[set[str]] = None) -> None:
        self.flavor = flavor
        self.loader = loader
        self.flavors = {**flavors, 'pipewright': {'flavor': flavor, 'loader': loader}}
        self.modules = modules or set()


def save(model: Any, folder: str, example: Any) -> Saved:
    """Writes the model's file into a new folder in MLflow's layout."""
    for fits, write in WRITERS:
        if fits(model):
            return write(model, folder, example)
    if not callable(getattr(model, 'predict', None)):
        raise TypeError(
            f'Expected a model with a method predict, an ONNX or PyTorch model, or the path of an MLflow model folder, '
            f'but got {type(model).__name__}.'
        )
    return save_object(model, folder, example)


def function(loader_module: str, **more: Any) -> dict[str, Any]:
    """The flavor that `mlflow.pyfunc.load_model` reads."""
    import platform

    version = platform.python_version()
    return {'loader_module': loader_module, 'python_version': version, 'env': {'virtualenv': 'python_env.yaml'}, **more}


def own_function(folder: str, **more: Any) -> dict[str, Any]:
    """The same with a loader that travels with the model, for what MLflow's versions load differently or not at all."""
    code = os.path.join(folder, 'code')
    os.makedirs(code, exist_ok=True)
    source = os.path.join(os.path.dirname(os.path.abspath(__file__)), 'model_loader.py')
    shutil.copyfile(source, os.path.join(code, f'{LOADER_MODULE}.py'))
    return function(LOADER_MODULE, code='code', **more)


def version_of(module: str) -> str:
    return str(getattr(loaded(module), '__version__', ''))


def last_step(model: Any) -> Any:
    steps = getattr(model, 'steps', None)
    return steps[-1][1] if isinstance(steps, list) and steps else model


def is_estimator(model: Any) -> bool:
    return is_a(model, 'sklearn.base', 'BaseEstimator') and callable(getattr(model, 'predict', None))


def dump_pickle(model: Any, path: str) -> str:
    """By cloudpickle where it is there, which also takes functions and classes of a block; gives its name."""
    writer = pickle_module()
    with open(path, 'wb') as file:
        writer.dump(model, file)
    return writer.__name__


def pickle_module() -> Any:
    try:
        import cloudpickle
    except ImportError:
        return pickle
    return cloudpickle


def dump_skops(model: Any, path: str) -> Optional[list[str]]:
    """Types that have to be trusted to load it; None where skops is not installed, or the model holds types of other makers."""
    try:
        from skops.io import dump, get_untrusted_types, load
    except ImportError:
        return None
    try:
        dump(model, path)
        trusted = list(get_untrusted_types(file=path))
        if all(name.split('.')[0] in KNOWN_MAKERS for name in trusted) and not is_of_main(path):
            load(path, trusted=trusted)
            return trusted
    except Exception:
        # A type skops cannot store or restore: a pickle can.
        pass
    if os.path.exists(path):
        os.unlink(path)
    return None


def is_of_main(path: str) -> bool:
    """Whether it names things of a block's own code, which nobody could import again."""
    with zipfile.ZipFile(path) as archive:
        return '"__main__"' in json.dumps(json.loads(archive.read('schema.json')))


def save_estimator(model: Any, folder: str, example: Any, flavor: str = 'sklearn') -> Saved:
    """scikit-learn and what has its face: skops where it is installed, else a pickle."""
    trusted = dump_skops(model, os.path.join(folder, 'model.skops'))
    own = {'sklearn_version': version_of('sklearn'), 'code': None}
    if trusted is not None:
        flavors = {
            'sklearn': {**own, 'pickled_model': 'model.skops', 'serialization_format': 'skops', 'skops_trusted_types': trusted},
            'python_function': own_function(folder, model_path='model.skops'),
        }
        return Saved(flavor, 'skops', flavors, {'sklearn', 'skops'})
    loader = dump_pickle(model, os.path.join(folder, 'model.pkl'))
    flavors = {
        'sklearn': {**own, 'pickled_model': 'model.pkl', 'serialization_format': loader},
        'python_function': own_function(folder, model_path='model.pkl'),
    }
    return Saved(flavor, loader, flavors, {'sklearn', loader})


def class_name(model: Any) -> str:
    return f'{type(model).__module__}.{type(model).__qualname__}'


def is_xgboost(model: Any) -> bool:
    return is_a(model, 'xgboost', 'Booster', 'XGBModel')


def save_xgboost(model: Any, folder: str, example: Any) -> Saved:
    """XGBoost's own binary JSON."""
    model.save_model(os.path.join(folder, 'model.ubj'))
    own = {'data': 'model.ubj', 'model_class': class_name(model), 'model_format': 'ubj', 'xgb_version': version_of('xgboost'), 'code': None}
    flavors = {'xgboost': own, 'python_function': function('mlflow.xgboost', data='model.ubj')}
    return Saved('xgboost', 'xgboost', flavors, {'xgboost'})


def is_lightgbm(model: Any) -> bool:
    return is_a(model, 'lightgbm', 'Booster', 'LGBMModel')


def save_lightgbm(model: Any, folder: str, example: Any) -> Saved:
    """LightGBM's own text for a booster. Its scikit-learn classes have no format of their own and are saved as estimators."""
    if is_a(model, 'lightgbm', 'LGBMModel'):
        return save_estimator(model, folder, example, 'lightgbm')
    model.save_model(os.path.join(folder, 'model.lgb'))
    own = {'data': 'model.lgb', 'model_class': 'lightgbm.basic.Booster', 'lgb_version': version_of('lightgbm'), 'code': None}
    flavors = {'lightgbm': own, 'python_function': function('mlflow.lightgbm', data='model.lgb')}
    return Saved('lightgbm', 'lightgbm', flavors, {'lightgbm'})


def is_onnx(model: Any) -> bool:
    return type(model).__name__ == 'ModelProto' and type(model).__module__.startswith('onnx')


def save_onnx(model: Any, folder: str, example: Any) -> Saved:
    with open(os.path.join(folder, 'model.onnx'), 'wb') as file:
        file.write(model.SerializeToString())
    own = {'data': 'model.onnx', 'onnx_version': version_of('onnx'), 'providers': ['CPUExecutionProvider'], 'code': None}
    flavors = {'onnx': own, 'python_function': function('mlflow.onnx', data='model.onnx')}
    return Saved('onnx', 'onnx', flavors, {'onnx', 'onnxruntime'})


def is_torch(model: Any) -> bool:
    return is_a(model, 'torch.nn', 'Module')


def save_torch(model: Any, folder: str, example: Any) -> Saved:
    """An exported graph where an example shows the way through it; else the module as a pickle, as MLflow's versions before 3 did."""
    data = os.path.join(folder, 'data')
    os.makedirs(data)
    own = {'model_data': 'data', 'pytorch_version': version_of('torch'), 'code': None}
    if export_torch(model, os.path.join(data, 'model.pt2'), example):
        own['serialization_format'] = 'pt2'
        loader = 'torch-export'
    else:
        import torch

        # A class of a block has no module it could be imported from again: cloudpickle keeps it whole.
        module = pickle_module()
        torch.save(model, os.path.join(data, 'model.pth'), pickle_module=module)
        with open(os.path.join(data, 'pickle_module_info.txt'), 'w', encoding='utf-8') as file:
            file.write('mlflow.pytorch.pickle_module')
        loader = module.__name__
    flavors = {'pytorch': own, 'python_function': function('mlflow.pytorch', data='data')}
    return Saved('pytorch', loader, flavors, {'torch'})


def export_torch(model: Any, path: str, example: Any) -> bool:
    if example is None:
        return False
    import torch

    try:
        values = example.to_numpy() if hasattr(example, 'to_numpy') else example
        rows = torch.as_tensor(values)
        rows = rows.float() if rows.dtype == torch.float64 else rows
        # Any number of rows; the example must have two, since a dimension of one is taken for fixed.
        rows = torch.cat([rows, rows]) if rows.shape[0] == 1 else rows
        batch = torch.export.Dim('batch', min=1)
        model.eval()
        torch.export.save(torch.export.export(model, (rows,), dynamic_shapes=({0: batch},)), path)
        return True
    except Exception:
        # Control flow that depends on the data, an operator without a graph, an old torch.
        if os.path.exists(path):
            os.unlink(path)
        return False


def is_folder(model: Any) -> bool:
    return isinstance(model, (str, os.PathLike)) and os.path.isfile(os.path.join(os.fspath(model), 'MLmodel'))


def save_object(model: Any, folder: str, example: Any) -> Saved:
    """Any object with predict."""
    loader = dump_pickle(model, os.path.join(folder, 'model.pkl'))
    flavors = {'python_function': own_function(folder, model_path='model.pkl')}
    return Saved('python', loader, flavors, {loader})


Writer = Callable[[Any, str, Any], Saved]
WRITERS: tuple[tuple[Callable[[Any], bool], Writer], ...] = (
    (is_xgboost, save_xgboost),
    (is_lightgbm, save_lightgbm),
    (is_onnx, save_onnx),
    (is_torch, save_torch),
    (is_estimator, save_estimator),
)
