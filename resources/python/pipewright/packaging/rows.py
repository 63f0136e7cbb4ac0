"""Rows a package is tested with: those the model was logged with, else rows in the middle of its training data."""

from __future__ import annotations

import json
import os
from typing import Any, Optional

MOST_ROWS = 5


def example_of(files: str, mlmodel: dict[str, Any], profile: Optional[str]) -> Optional[dict[str, Any]]:
    """A body for `/invocations`; None where neither an example nor a profile tells what rows look like."""
    info = mlmodel.get('saved_input_example_info') or {}
    path = info.get('artifact_path')
    if path and os.path.isfile(os.path.join(files, path)):
        return body_of(read_json(os.path.join(files, path)), info)
    return from_profile(read_json(profile)) if profile else None


def read_json(path: str) -> Any:
    with open(path, encoding='utf-8') as file:
        return json.load(file)


def body_of(content: Any, info: dict[str, Any]) -> Optional[dict[str, Any]]:
    """MLflow's forms of an example: a frame split into columns and data, an array as `inputs`."""
    if isinstance(content, dict) and 'data' in content:
        columns = content.get('columns') or list(range(len(content['data'][0])))
        return {'dataframe_split': {'columns': columns, 'data': content['data'][:MOST_ROWS]}}
    if isinstance(content, dict) and 'inputs' in content:
        return {'inputs': content['inputs'][:MOST_ROWS] if isinstance(content['inputs'], list) else content['inputs']}
    return {'inputs': content[:MOST_ROWS]} if isinstance(content, list) and info.get('type') == 'ndarray' else None


def from_profile(profile: dict[str, Any]) -> Optional[dict[str, Any]]:
    """Row n holds the same quantile of every number and the n-th most frequent value of every category."""
    features = profile.get('features') or []
    if not features:
        return None
    rows = [[value_of(feature, row) for feature in features] for row in range(MOST_ROWS)]
    return {'dataframe_split': {'columns': [feature['name'] for feature in features], 'data': rows}}


def value_of(feature: dict[str, Any], row: int) -> Any:
    if feature['kind'] == 'number':
        quantiles = feature['quantiles']
        return quantiles[10 + 20 * row] if quantiles else None
    categories = feature['categories']
    if not categories:
        return None
    value = categories[row % len(categories)]['value']
    return value == 'true' if {entry['value'] for entry in categories} <= {'true', 'false'} else value
