"""`pipewright.log_model` and `pipewright.load_model`."""

from __future__ import annotations

import json
import os
import re
import shutil
import tempfile
from typing import Any, Mapping, Optional

from pipewright import engine
from pipewright.data import fingerprint, split_target
from pipewright.formats import Saved, is_folder, save
from pipewright.mlmodel import Environment, write_environment, write_example, write_mlmodel
from pipewright.profile import profile_of
from pipewright.signature import infer_signature


class LoggedModel:
    """What became of a logged model. `version` is None where it was not registered."""

    def __init__(self, name: str, directory: str, version: Optional[int]) -> None:
        self.name = name
        self.directory = directory
        self.version = version

    def __repr__(self) -> str:
        where = f'version {self.version} of {self.name}' if self.version is not None else self.directory
        return f'<LoggedModel {where}>'


def log_model(  # noqa: PLR0913
    model: Any,
    name: Optional[str] = None,
    *,
    registered_name: Optional[str] = None,
    alias: Optional[str] = None,
    input_example: Any = None,
    training_data: Any = None,
    target: Any = None,
    metrics: Optional[Mapping[str, float]] = None,
    params: Optional[Mapping[str, Any]] = None,
    tags: Optional[Mapping[str, Any]] = None,
    description: Optional[str] = None,
) -> LoggedModel:
    """Saves a model in MLflow's layout; with `registered_name` it becomes a new version of that model of the project.

    `model` is anything with `predict` (scikit-learn, XGBoost, LightGBM, an object of yours), a PyTorch or ONNX model, or the path of
    an MLflow model folder. `training_data` (with `target`: a column of it, or the values) gives the signature, the profile that drift is
    measured against, and the fingerprint of the data; the data itself is not kept. `input_example`: a few rows that are kept.
    `params` are those of the estimator where none are given. Returns what became of it, with the number of the version.
    """
    place = engine.place()
    shown = name or registered_name or 'model'
    folder = new_folder(place, shown)
    features, truth, target_name = split_target(training_data, target) if training_data is not None else (None, None, 'target')
    event: dict[str, Any] = {
        'name': shown,
        'registeredName': registered_name,
        'alias': alias,
        'metrics': {key: float(value) for key, value in (metrics or {}).items()},
        'params': {key: str(value) for key, value in (params if params is not None else params_of(model)).items()},
        'tags': {key: str(value) for key, value in (tags or {}).items()},
        'description': description,
        'dataFingerprint': None if features is None else fingerprint(*(part for part in (features, truth) if part is not None)),
    }
    files = os.path.join(folder, 'files')
    event['environment'] = write_model(model, files, features, input_example)
    event['profile'] = write_profile(folder, profile_of(features, truth, target_name, model) if features is not None else None)
    version = engine.tell_model(place, files, event)
    told(shown, files, registered_name, version)
    return LoggedModel(registered_name or shown, files, version)


def told(shown: str, files: str, registered_name: Optional[str], version: Optional[int]) -> None:
    if version is not None:
        print(f'Registered version {version} of the model {registered_name}')
    else:
        print(f'Saved the model {shown} in {files}')


def new_folder(place: engine.Place, name: str) -> str:
    """A folder of its own, in the block run directory or where temporary files go."""
    base = place.models_folder or tempfile.mkdtemp(prefix='pipewright-model-')
    safe = re.sub(r'[^A-Za-z0-9._-]+', '_', name).strip('.') or 'model'
    for number in range(1, 100_000):
        folder = os.path.join(base, safe if number == 1 else f'{safe}-{number}')
        try:
            os.makedirs(folder)
            return folder
        except FileExistsError:
            continue
    raise OSError(f'No free folder for the model {name} in {base}.')


def write_model(model: Any, files: str, features: Any, input_example: Any) -> Optional[dict[str, Any]]:
    """Writes the whole model folder; gives the environment it needs, None where the folder of somebody else tells it."""
    if is_folder(model):
        shutil.copytree(os.fspath(model), files)
        return None
    os.makedirs(files)
    example = input_example if input_example is not None else features
    saved = save(model, files, example)
    environment = Environment(model, saved.modules | modules_for(example))
    write_environment(files, environment)
    written = None if input_example is None else write_example(files, input_example)
    write_mlmodel(files, {'flavors': saved.flavors, 'example': written, 'signature': signature_of(model, saved, features, input_example)})
    return {'python': environment.python, 'packages': environment.locked}


def modules_for(example: Any) -> set[str]:
    """What makes rows for the model."""
    return set() if example is None else {type(example).__module__}


def signature_of(model: Any, saved: Saved, features: Any, input_example: Any) -> Optional[dict[str, Any]]:
    data = features if features is not None else input_example
    if data is None:
        return None
    if saved.flavor == 'xgboost' and type(model).__name__ == 'Booster':
        # It takes its own matrices, not tables.
        return infer_signature(None, data)
    return infer_signature(model, data)


def params_of(model: Any) -> Mapping[str, Any]:
    """Parameters of an estimator, those of its parts left out."""
    try:
        found = model.get_params(deep=False)
    except Exception:
        return {}
    return {key: value for key, value in found.items() if value is None or isinstance(value, (str, int, float, bool))}


def write_profile(folder: str, profile: Optional[dict[str, Any]]) -> Optional[str]:
    if profile is None:
        return None
    path = os.path.join(folder, 'profile.json')
    with open(path, 'w', encoding='utf-8') as file:
        json.dump(profile, file, allow_nan=False, ensure_ascii=False)
    return path


def load_model(reference: str) -> Any:
    """Loads a registered model of the project: `churn` (its champion, else its newest version), `churn@challenger`, `churn/7`.

    Gives the model as it was logged; a PyTorch, ONNX or foreign MLflow model comes behind a `predict`.
    """
    found = engine.resolve_model(reference)
    from pipewright_serving.loaders import load_model as load_folder
    from pipewright_serving.table import Schema

    signature = (found.get('signature') or {}).get('inputs') or []
    model = load_folder(found['directory'], found['mlmodel'], Schema(signature))
    if callable(getattr(model.native, 'predict', None)):
        return model.native
    return Predictor(model)


class Predictor:
    """A model that has no predict of its own, behind one."""

    def __init__(self, model: Any) -> None:
        self.model = model
        self.native = model.native

    def predict(self, rows: Any) -> Any:
        values = rows.to_numpy() if hasattr(rows, 'to_numpy') else rows
        return self.model.predict(self.model.array(values), {}).predictions
