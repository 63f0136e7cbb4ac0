"""Names of environment variables."""

REPO_PATH_ENV_VAR = 'MAGE_REPO_PATH'
MANAGE_ENV_VAR = 'MANAGE_INSTANCE'
