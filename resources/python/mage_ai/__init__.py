"""A stand-in for the package mage_ai, so that blocks written for Mage run where the real one is not installed.

Pipewright puts its folder last on the import path, so a real mage_ai always wins.
"""

from typing import Any


def run(pipeline_uuid: str, project_path: Any = None, block_uuid: Any = None, **variables: Any) -> Any:
    """Runs a pipeline to its end, as `mage_ai.run` does."""
    from mage_ai.orchestration.triggers.api import trigger_pipeline

    for name in ('run_sensors', 'run_tests', 'update_status', 'env_vars'):
        variables.pop(name, None)
    return trigger_pipeline(pipeline_uuid, repo_path=project_path, variables=variables, error_on_failure=True)
