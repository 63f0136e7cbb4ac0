"""What MLflow's own client does against our server; run by test_mlflow_client.py with each version of it. Prints `ok` at the end."""

from __future__ import annotations

import logging
import os
import sys
import warnings

warnings.filterwarnings('ignore')
os.environ['GIT_PYTHON_REFRESH'] = 'quiet'

import mlflow  # noqa: E402
from mlflow import MlflowClient  # noqa: E402

logging.getLogger('mlflow').setLevel(logging.ERROR)
IS_3 = mlflow.__version__.startswith('3.')
EXPERIMENT = f'conformance {mlflow.__version__}'


def tracking(client: MlflowClient) -> None:
    mlflow.set_experiment(EXPERIMENT)
    with mlflow.start_run(run_name='first') as run:
        mlflow.log_params({'lr': 0.1, 'model': 'forest'})
        for step in range(20):
            mlflow.log_metric('loss', 1 / (step + 1), step=step)
        mlflow.log_metrics({'auc': 0.9, 'odd': float('nan'), 'high': float('inf')})
        mlflow.set_tag('team', 'churn')
        mlflow.log_text('hello', 'notes/a.txt')
    run_id = run.info.run_id
    assert [point.step for point in client.get_metric_history(run_id, 'loss')] == list(range(20))
    metrics = client.get_run(run_id).data.metrics
    assert metrics['odd'] != metrics['odd'] and metrics['high'] > 1e308 and metrics['loss'] == 0.05, metrics
    experiment = client.get_experiment_by_name(EXPERIMENT)
    found = client.search_runs(
        [experiment.experiment_id], "metrics.auc > 0.8 AND params.model = 'forest' AND tags.team LIKE 'ch%'", order_by=['metrics.auc DESC']
    )
    assert [one.info.run_id for one in found] == [run_id], found
    assert client.search_runs([experiment.experiment_id], 'metrics.auc > 0.95') == []
    assert [file.path for file in client.list_artifacts(run_id)] == ['notes']
    with open(client.download_artifacts(run_id, 'notes/a.txt'), encoding='utf-8') as file:
        assert file.read() == 'hello'
    client.delete_run(run_id)
    assert client.get_run(run_id).info.lifecycle_stage == 'deleted'
    client.restore_run(run_id)


def models(client: MlflowClient) -> None:
    from sklearn.datasets import load_iris
    from sklearn.linear_model import LogisticRegression

    rows, kinds = load_iris(return_X_y=True, as_frame=True)
    mlflow.sklearn.autolog(log_models=False)
    with mlflow.start_run() as run:
        model = LogisticRegression(max_iter=300).fit(rows, kinds)
    mlflow.sklearn.autolog(disable=True)
    logged = client.get_run(run.info.run_id)
    assert logged.data.params['max_iter'] == '300' and 'training_accuracy_score' in logged.data.metrics, logged.data
    assert logged.inputs.dataset_inputs, 'autologging tells of its data'
    name = f'iris-{mlflow.__version__.replace(".", "-")}'
    place = {'name': 'classifier'} if IS_3 else {'artifact_path': 'classifier'}
    # Told, so that no environment is inferred: that takes a process and half a minute.
    info = mlflow.sklearn.log_model(model, registered_model_name=name, pip_requirements=['scikit-learn'], **place)
    mlflow.end_run()
    assert (mlflow.sklearn.load_model(info.model_uri).predict(rows) == model.predict(rows)).all()
    version = client.search_model_versions(f"name = '{name}'")[0].version
    client.set_registered_model_alias(name, 'champion', version)
    assert client.get_model_version_by_alias(name, 'champion').version == version
    loaded = mlflow.pyfunc.load_model(f'models:/{name}@champion')
    assert (loaded.predict(rows) == model.predict(rows)).all()
    client.set_model_version_tag(name, version, 'checked', 'yes')
    assert client.get_model_version(name, version).tags == {'checked': 'yes'}
    assert [one.name for one in client.search_registered_models(f"name LIKE '{name[:6]}%'")]
    if IS_3:
        assert mlflow.search_logged_models(experiment_ids=[logged.info.experiment_id], output_format='list')
    client.delete_registered_model_alias(name, 'champion')


if __name__ == '__main__':
    tracking(MlflowClient())
    models(MlflowClient())
    print('ok', mlflow.__version__, file=sys.stdout)
