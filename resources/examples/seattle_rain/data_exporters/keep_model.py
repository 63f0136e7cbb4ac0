import json
import pickle
from pathlib import Path
from typing import Any

import pandas as pd
import sklearn

if 'data_exporter' not in globals():
    from mage_ai.data_preparation.decorators import data_exporter
if 'test' not in globals():
    from mage_ai.data_preparation.decorators import test


@data_exporter
def keep_model(
    comparison: list[pd.DataFrame], logistic: list[Any], boosting: list[Any], **kwargs: Any
) -> dict[str, Any]:
    """Pickle the best trained model to `models/`, with a card that says what it is."""
    scores, _ = comparison
    trained = {'logistic': logistic[0], 'boosting': boosting[0]}
    best = scores[scores['model'].isin(trained)].iloc[0]
    model = trained[best['model']]

    folder = Path(kwargs['repo_path']) / 'models'
    folder.mkdir(exist_ok=True)
    (folder / 'rain.pickle').write_bytes(pickle.dumps(model))
    card = {
        'model': best['model'],
        'features': list(model.feature_names_in_),
        'scores': {name: float(best[name]) for name in ('brier', 'auc', 'log_loss', 'right', 'skill')},
        'scikit-learn': sklearn.__version__,
    }
    (folder / 'rain.json').write_text(json.dumps(card, indent=2) + '\n', encoding='utf-8')
    print(f'kept {best["model"]} in models/rain.pickle')
    return card


@test
def test_card_names_the_features(card: dict[str, Any], *args: Any) -> None:
    assert card['features']
