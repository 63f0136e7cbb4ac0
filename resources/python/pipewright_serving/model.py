"""A loaded model behind one face: rows in, predictions and where possible probabilities out."""

from __future__ import annotations

import inspect
from typing import Any, Callable, Optional

from pipewright_serving.table import Build, Schema, as_array, as_dicts, as_frame, as_lists, as_matrix, has

# Classifiers whose `predict` is nothing but the class of the highest probability: one call gives both.
PREDICT_BY_PROBABILITY = frozenset(('RandomForestClassifier', 'ExtraTreesClassifier', 'DecisionTreeClassifier', 'ExtraTreeClassifier'))


class Answer:
    """What one call gave. `probabilities`: per row, in the order of the classes."""

    def __init__(self, predictions: Any, probabilities: Any = None) -> None:
        self.predictions = predictions
        self.probabilities = probabilities


class Model:
    """Base of all: an object with `predict` that is given what `build` makes of the rows."""

    # Whether forks may share it after it was loaded: no threads, no device, no lock held.
    survives_fork = True
    build: Build = staticmethod(as_frame)

    def __init__(self, native: Any, schema: Schema) -> None:
        self.native = native
        self.schema = schema
        self.build = self.choose_build()

    def choose_build(self) -> Build:
        return as_frame if has('pandas') else as_dicts

    def classes(self) -> Optional[list[Any]]:
        """Names of the classes, where the model tells probabilities."""
        return None

    def table(self, names: list[str], data: list[list[Any]]) -> Any:
        return self.build(names, data, self.schema)

    def array(self, data: Any) -> Any:
        return as_array(data, self.schema.tensor)

    def predict(self, rows: Any, params: dict[str, Any]) -> Answer:
        return Answer(self.native.predict(rows, **accepted(self.native.predict, params)))

    def predict_fully(self, rows: Any, params: dict[str, Any]) -> Answer:
        """With probabilities, where there are any."""
        return self.predict(rows, params)


def accepted(function: Callable[..., Any], params: dict[str, Any]) -> dict[str, Any]:
    """Parameters of a request that a function takes; `params` as a whole where it takes that."""
    if not params:
        return {}
    try:
        known = inspect.signature(function).parameters
    except (TypeError, ValueError):
        return {}
    if any(parameter.kind is inspect.Parameter.VAR_KEYWORD for parameter in known.values()):
        return params
    if 'params' in known:
        return {'params': params}
    return {name: value for name, value in params.items() if name in known}


class Estimator(Model):
    """scikit-learn and what behaves like it: XGBClassifier, LGBMClassifier, a Pipeline."""

    def __init__(self, native: Any, schema: Schema, function: str = 'predict') -> None:
        self.function = function
        names = getattr(native, 'feature_names_in_', None)
        self.order = None if names is None else [str(name) for name in names]
        self.shares_probability = type(last_step(native)).__name__ in PREDICT_BY_PROBABILITY
        self.has_probability = function == 'predict' and hasattr(native, 'predict_proba') and self.find_classes(native) is not None
        super().__init__(native, schema)

    def choose_build(self) -> Build:
        knows_names = self.order is not None or not is_scikit(self.native)
        if not knows_names and has('numpy') and not nullable(self.schema):
            return as_matrix
        return as_frame if has('pandas') else as_lists

    @staticmethod
    def find_classes(native: Any) -> Optional[list[Any]]:
        try:
            classes = native.classes_
        except AttributeError:
            return None
        # Several outputs have a list of arrays; those are left to `predict`.
        return list(classes.tolist()) if hasattr(classes, 'tolist') and getattr(classes, 'ndim', 1) == 1 else None

    def classes(self) -> Optional[list[Any]]:
        return self.find_classes(self.native) if self.has_probability else None

    def table(self, names: list[str], data: list[list[Any]]) -> Any:
        if self.order is not None and names != self.order and set(names) == set(self.order):
            data = [data[names.index(name)] for name in self.order]
            names = self.order
        return self.build(names, data, self.schema)

    def predict(self, rows: Any, params: dict[str, Any]) -> Answer:
        # Parameters of a request are nothing an estimator takes: MLflow leaves them out too.
        return Answer(getattr(self.native, self.function)(rows))

    def predict_fully(self, rows: Any, params: dict[str, Any]) -> Answer:
        if not self.has_probability:
            return self.predict(rows, params)
        probabilities = self.native.predict_proba(rows)
        if self.shares_probability:
            return Answer(self.native.classes_.take(probabilities.argmax(axis=1)), probabilities)
        return Answer(self.predict(rows, params).predictions, probabilities)


def last_step(native: Any) -> Any:
    steps = getattr(native, 'steps', None)
    return steps[-1][1] if isinstance(steps, list) and steps else native


def is_scikit(native: Any) -> bool:
    return type(native).__module__.split('.')[0] == 'sklearn'


def nullable(schema: Schema) -> bool:
    """Whether a matrix of numbers cannot hold what may come."""
    from pipewright_serving.table import NUMBERS

    return not schema.types or any(kind not in NUMBERS for kind in schema.types.values())


class Custom(Model):
    """The project's own `def predict(model, rows, **kwargs)` around a model, for work before and after it."""

    def __init__(self, inner: Model, function: Callable[..., Any], facts: dict[str, Any]) -> None:
        self.inner = inner
        self.function = function
        self.facts = facts
        self.survives_fork = inner.survives_fork
        super().__init__(inner.native, inner.schema)

    def classes(self) -> Optional[list[Any]]:
        return None

    def predict(self, rows: Any, params: dict[str, Any]) -> Answer:
        return Answer(self.function(self.native, rows, **accepted(self.function, {**self.facts, **params})))
