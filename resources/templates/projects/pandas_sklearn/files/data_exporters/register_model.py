import hashlib
import json
import pickle
from datetime import datetime, timezone
from pathlib import Path

if 'data_exporter' not in globals():
    from mage_ai.data_preparation.decorators import data_exporter
if 'test' not in globals():
    from mage_ai.data_preparation.decorators import test

NAME = 'my_model'


@data_exporter
def register_model(model, *args, **kwargs):
    """Write `models/<name>/<time>.pickle` and a card that says what it is.

    Loading a pickle runs code: load only files you made yourself, with the package versions they were made with.
    """
    now = datetime.now(timezone.utc)
    folder = Path(kwargs['repo_path']) / 'models' / NAME
    folder.mkdir(parents=True, exist_ok=True)
    content = pickle.dumps(model)
    path = folder / f'{now:%Y%m%dT%H%M%S}.pickle'
    path.write_bytes(content)

    card = {
        'name': NAME,
        'file': path.name,
        'made': now.isoformat(timespec='seconds'),
        'class': f'{type(model).__module__}.{type(model).__qualname__}',
        'features': [str(name) for name in getattr(model, 'feature_names_in_', [])],
        'sha256': hashlib.sha256(content).hexdigest(),
        'pipeline': kwargs.get('pipeline_uuid'),
    }
    path.with_suffix('.json').write_text(json.dumps(card, indent=2) + '\n', encoding='utf-8')
    print(f'wrote {path.name} to models/{NAME}, {len(content):,} bytes')
    return card


@test
def test_card_names_the_file(card, *args):
    assert card['file'].endswith('.pickle')
