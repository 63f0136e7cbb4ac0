"""Types, languages and states under Mage's names."""

from mage_ai.shared.enum import StrEnum


class BlockType(StrEnum):
    CALLBACK = 'callback'
    CHART = 'chart'
    CONDITIONAL = 'conditional'
    CUSTOM = 'custom'
    DATA_EXPORTER = 'data_exporter'
    DATA_LOADER = 'data_loader'
    DBT = 'dbt'
    DYNAMIC_CHILD = 'dynamic_child'
    EXTENSION = 'extension'
    GLOBAL_DATA_PRODUCT = 'global_data_product'
    GROUP = 'group'
    HOOK = 'hook'
    MARKDOWN = 'markdown'
    PIPELINE = 'pipeline'
    SCRATCHPAD = 'scratchpad'
    SENSOR = 'sensor'
    TRANSFORMER = 'transformer'


class BlockLanguage(StrEnum):
    MARKDOWN = 'markdown'
    PYTHON = 'python'
    R = 'r'
    SQL = 'sql'
    YAML = 'yaml'


class BlockStatus(StrEnum):
    EXECUTED = 'executed'
    FAILED = 'failed'
    NOT_EXECUTED = 'not_executed'
    UPDATED = 'updated'


class PipelineType(StrEnum):
    DATABRICKS = 'databricks'
    EXECUTION_FRAMEWORK = 'execution_framework'
    INTEGRATION = 'integration'
    PYTHON = 'python'
    PYSPARK = 'pyspark'
    STREAMING = 'streaming'


class ExecutorType(StrEnum):
    LOCAL_PYTHON = 'local_python'
    PYSPARK = 'pyspark'
    K8S = 'k8s'
    ECS = 'ecs'


PIPELINES_FOLDER = 'pipelines'
PIPELINE_CONFIG_FILE = 'metadata.yaml'
DATAFRAME_ANALYSIS_MAX_COLUMNS = 100
DATAFRAME_ANALYSIS_MAX_ROWS = 100_000
DATAFRAME_SAMPLE_COUNT = 1000
