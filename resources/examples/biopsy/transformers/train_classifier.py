from typing import Any

import numpy as np
import pandas as pd
import pipewright
from sklearn.compose import ColumnTransformer
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import brier_score_loss, roc_auc_score
from sklearn.model_selection import GroupKFold, cross_val_predict
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler

if 'transformer' not in globals():
    from mage_ai.data_preparation.decorators import transformer


@transformer
def train_classifier(measurements: pd.DataFrame, *args: Any, **kwargs: Any) -> pd.DataFrame:
    """Logistic regression over the measurements; the model registers itself as a new version."""
    inputs = measurements.drop(columns='malignant')
    truth = measurements['malignant']
    numbers = [name for name in inputs.columns if name != 'patient']
    model = make_pipeline(
        ColumnTransformer([('scale', StandardScaler(), numbers)]),
        LogisticRegression(max_iter=1000, C=1.0),
    )

    # Every measurement of a patient is in the same fold: nobody is known from training.
    folds = GroupKFold(n_splits=5)
    told = cross_val_predict(model, inputs, truth, cv=folds, groups=inputs['patient'], method='predict_proba')[:, 1]
    metrics = {'auc': roc_auc_score(truth, told), 'brier': brier_score_loss(truth, told)}
    print(', '.join(f'{name} {value:.3f}' for name, value in metrics.items()))

    model.fit(inputs, truth)
    # The first version has nobody to compare with.
    first = not kwargs.get('labelled_data')
    pipewright.log_model(
        model,
        registered_name=kwargs.get('model_name', 'biopsy'),
        alias='champion' if first else None,
        input_example=inputs.head(3),
        training_data=measurements,
        target='malignant',
        metrics=metrics,
    )
    return pd.DataFrame({'patient': inputs['patient'], 'malignant': truth, 'told': np.round(told, 4)})
