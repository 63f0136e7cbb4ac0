import json
import random
import time
import urllib.request
from collections import Counter
from typing import Any

from sklearn.datasets import load_breast_cancer

if 'custom' not in globals():
    from mage_ai.data_preparation.decorators import custom

FEATURES = [
    'mean_radius',
    'mean_texture',
    'mean_perimeter',
    'mean_area',
    'mean_smoothness',
    'mean_concavity',
    'mean_symmetry',
    'mean_fractal_dimension',
]
# What grows with the magnification, and by which power.
GROWS = {'mean_radius': 1, 'mean_perimeter': 1, 'mean_area': 2}


def post(url: str, body: Any) -> tuple[int, str, Any]:
    """Sends JSON; gives the status, the name of the request and the answer."""
    request = urllib.request.Request(url, json.dumps(body).encode(), {'Content-Type': 'application/json'})
    try:
        with urllib.request.urlopen(request, timeout=30) as answer:
            return answer.status, answer.headers.get('X-Request-Id', ''), json.load(answer)
    except urllib.error.HTTPError as error:
        return error.code, '', None


@custom
def replay_patients(*args: Any, **kwargs: Any) -> dict[str, int]:
    """Patients the model has not seen come for a biopsy, each several times; later the clinic gets a new microscope.

    From request `drift_after` on it magnifies more than the old one, and nobody told the model. What each tumour turned
    out to be is sent to `/feedback`, as a laboratory would some days later.
    """
    url = str(kwargs.get('endpoint', 'http://127.0.0.1:7400')).rstrip('/')
    model = kwargs.get('model_name', 'biopsy')
    wanted, drift_after = int(kwargs.get('requests', 2000)), int(kwargs.get('drift_after', 1000))
    magnification = float(kwargs.get('magnification', 1.2))
    frame = load_breast_cancer(as_frame=True).frame.sample(frac=1, random_state=0).reset_index(drop=True)
    frame.columns = [name.replace(' ', '_') for name in frame.columns]
    chance = random.Random(int(kwargs.get('seed', 1)))
    statuses: Counter[int] = Counter()
    truths: list[dict[str, Any]] = []
    versions: Counter[str] = Counter()

    for number in range(wanted):
        patient = chance.randrange(300, len(frame))
        row: dict[str, Any] = {'patient': f'P{patient:03d}'}
        for name in FEATURES:
            grown = magnification ** GROWS.get(name, 0) if number >= drift_after else 1.0
            # Two slides of one tumour are never quite the same.
            row[name] = float(frame.at[patient, name]) * grown * chance.gauss(1, 0.02)
        status, request_id, answer = post(f'{url}/models/{model}/predict', row)
        statuses[status] += 1
        if status == 200:
            versions[answer['version']] += 1
            truths.append({'request_id': request_id, 'truth': int(frame.at[patient, 'target'] == 0)})
        if len(truths) >= 100 or number == wanted - 1:
            # Records reach the store some moments after the answer; truth may come before them.
            post(f'{url}/models/{model}/feedback', truths)
            truths = []
        if number + 1 == drift_after:
            print(f'request {number + 1:,}: the new microscope magnifies {magnification} times as much')
        time.sleep(float(kwargs.get('pause', 0)))

    print('; '.join(f'{count:,} answered with {status}' for status, count in sorted(statuses.items())))
    print('; '.join(f'{count:,} by {version}' for version, count in sorted(versions.items())))
    failed = sum(count for status, count in statuses.items() if status != 200)
    if failed:
        raise RuntimeError(f'{failed} of {wanted} requests failed.')
    return {'requests': wanted, 'failed': failed}
