import pipewright
from sklearn import compose, ensemble, impute, metrics, model_selection, pipeline, preprocessing

if 'transformer' not in globals():
    from mage_ai.data_preparation.decorators import transformer
if 'test' not in globals():
    from mage_ai.data_preparation.decorators import test

MODEL = 'my-model'
TARGET = 'target'


@transformer
def {{ block_name }}(frame, *args, **kwargs):
    """Needs a table with the column TARGET. Gives the scores, and the number of the new version.

    The version appears on the page Models, with its signature, a profile of the training data and the packages it needs.
    """
    train, held_out = model_selection.train_test_split(frame, test_size=0.25, random_state=0)
    numbers = [name for name in frame.columns if name != TARGET and frame[name].dtype.kind in 'fiu']
    words = [name for name in frame.columns if name != TARGET and name not in numbers]
    prepare = compose.make_column_transformer(
        (impute.SimpleImputer(strategy='median'), numbers),
        (preprocessing.OneHotEncoder(handle_unknown='ignore'), words),
    )
    model = pipeline.make_pipeline(prepare, ensemble.RandomForestClassifier(n_estimators=200, random_state=0))
    model.fit(train.drop(columns=[TARGET]), train[TARGET])

    guesses = model.predict(held_out.drop(columns=[TARGET]))
    scores = {
        'accuracy': metrics.accuracy_score(held_out[TARGET], guesses),
        'f1_macro': metrics.f1_score(held_out[TARGET], guesses, average='macro'),
    }
    logged = pipewright.log_model(
        model,
        registered_name=MODEL,
        training_data=train,
        target=TARGET,
        input_example=train.drop(columns=[TARGET]).head(3),
        metrics=scores,
    )
    return {**scores, 'model': MODEL, 'version': logged.version}


@test
def test_scores_are_shares(result, *args):
    assert 0 <= result['accuracy'] <= 1
