import json
from pathlib import Path
from typing import Any
from uuid import uuid4

if 'data_exporter' not in globals():
    from mage_ai.data_preparation.decorators import data_exporter


@data_exporter
def save_model(softmax: list[Any], evaluation: list[Any], **kwargs: Any) -> dict[str, Any]:
    """Write the model with its scores to `models/penguin_softmax.json`."""
    model = {**softmax[0], 'scores': evaluation[0][0]}
    path = Path(kwargs['repo_path']) / 'models' / 'penguin_softmax.json'
    path.parent.mkdir(exist_ok=True)

    # A reader never sees half a model: write beside it, then swap. Two runs at once have a draft each.
    draft = path.with_suffix(f'.{uuid4().hex}.tmp')
    draft.write_text(json.dumps(model, indent=2) + '\n', encoding='utf-8')
    draft.replace(path)

    print(f'saved models/{path.name}, {path.stat().st_size:,} bytes')
    return model
