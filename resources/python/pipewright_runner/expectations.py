"""Great Expectations, in its versions of before and after 1.0: a validator for a frame, its results as tests."""

from __future__ import annotations

import logging
import warnings
from typing import Any, Optional

from pipewright_runner.block_code import BlockCodeError

MOST_VALUES = 5


def library() -> Any:
    logger = logging.getLogger('great_expectations')
    # It tells of every function it registers, and warns of what its own methods do.
    logger.setLevel(logging.WARNING)
    warnings.filterwarnings('ignore', message='`result_format` configured at the Validator-level')
    try:
        import great_expectations

        logger.setLevel(logging.WARNING)
    except ImportError as error:
        if error.name != 'great_expectations':
            raise BlockCodeError(f'Great Expectations is installed in the environment but cannot be loaded: {error}') from error
        install = 'python -m pip install great_expectations'
        told = f'add great_expectations to requirements.txt and update the environment, or install it there: {install}'
        raise BlockCodeError(f'The extension of this block needs Great Expectations, which is not in the environment: {told}') from None
    return great_expectations


def validator_of(value: Any, block_uuid: str, expectations: Optional[list[dict[str, Any]]]) -> Any:
    """A validator of what a block gave, with the expectations listed in its decorator."""
    gx = library()
    frame = frame_of(value, block_uuid)
    suite = f'expectation_suite_for_block_{block_uuid}'
    validator = (new_validator if is_new(gx) else old_validator)(gx, frame, suite, expectations)
    # One that cannot be checked is not met, like the others, and keeps none of them from being checked.
    validator.set_default_expectation_argument('catch_exceptions', True)
    return validator


def is_new(gx: Any) -> bool:
    """Whether it is 1.0 or newer, where data sources are made by another face."""
    return int(str(gx.__version__).split('.')[0]) >= 1


def frame_of(value: Any, block_uuid: str) -> Any:
    """A frame as it is; a list as rows, a dictionary as one row."""
    if hasattr(value, 'to_pandas'):
        value = value.to_pandas()
    if hasattr(value, 'columns'):
        return value
    # It comes with Great Expectations.
    import pandas

    if isinstance(value, (list, dict)):
        return pandas.DataFrame(value if isinstance(value, list) else [value])
    kind = type(value).__name__
    told = f'Great Expectations checks tables, but block {block_uuid} gave a value of type {kind}'
    raise BlockCodeError(f'{told}. Return a table, or remove the extension.')


def new_validator(gx: Any, frame: Any, suite: str, expectations: Optional[list[dict[str, Any]]]) -> Any:
    context = gx.get_context(mode='ephemeral')
    quiet(context)
    asset = context.data_sources.add_pandas('pipewright').add_dataframe_asset('block')
    batch = asset.add_batch_definition_whole_dataframe('all').build_batch_request({'dataframe': frame})
    if not expectations:
        return context.get_validator(batch_request=batch, create_expectation_suite_with_name=suite)
    listed = [{'type': type_of(one), 'kwargs': one.get('kwargs') or {}} for one in expectations]
    return context.get_validator(batch_request=batch, expectation_suite=gx.ExpectationSuite(name=suite, expectations=listed))


def old_validator(gx: Any, frame: Any, suite: str, expectations: Optional[list[dict[str, Any]]]) -> Any:
    from great_expectations.core import ExpectationSuite
    from great_expectations.core.batch import RuntimeBatchRequest

    context = gx.get_context()
    quiet(context)
    context.add_datasource(
        name='pipewright', class_name='Datasource', module_name='great_expectations.datasource',
        execution_engine={'class_name': 'PandasExecutionEngine', 'module_name': 'great_expectations.execution_engine'},
        data_connectors={'block': {
            'class_name': 'RuntimeDataConnector', 'module_name': 'great_expectations.datasource.data_connector',
            'batch_identifiers': ['name'],
        }},
    )  # fmt: skip
    batch = RuntimeBatchRequest(
        datasource_name='pipewright', data_connector_name='block', data_asset_name=suite,
        batch_identifiers={'name': 'all'}, runtime_parameters={'batch_data': frame},
    )  # fmt: skip
    if expectations:
        return context.get_validator(
            batch_request=batch, expectation_suite=ExpectationSuite(expectation_suite_name=suite, expectations=expectations)
        )
    context.add_or_update_expectation_suite(expectation_suite_name=suite)
    return context.get_validator(batch_request=batch, expectation_suite_name=suite)


def quiet(context: Any) -> None:
    """No bars: a dozen of them for each expectation would be taken for the progress of the block."""
    try:
        context.variables.progress_bars = {'globally': False}
    except Exception:
        # They are in the way, no more.
        pass


def validate(validator: Any, uuid: str) -> list[dict[str, Any]]:
    """The results of all expectations, as tests."""
    return [as_test(result, uuid) for result in validator.validate().results]


def as_test(result: Any, uuid: str) -> dict[str, Any]:
    configuration = result.expectation_config
    kind = type_of(configuration if isinstance(configuration, dict) else vars(configuration))
    kwargs = (configuration['kwargs'] if isinstance(configuration, dict) else configuration.kwargs) or {}
    told = ', '.join(part_of(name, value) for name, value in kwargs.items() if name != 'batch_id' and value is not None)
    return {
        'name': f'{uuid}: {kind}({told})',
        'state': 'passed' if result.success else 'failed',
        'message': None if result.success else message_of(result),
        'durationMs': 0,
        'output': '',
    }


def type_of(configuration: dict[str, Any]) -> str:
    """The name of an expectation, by the key of either version."""
    keys = ('type', 'expectation_type', '_type', '_expectation_type')
    return next((str(configuration[key]) for key in keys if configuration.get(key)), 'expectation')


def part_of(name: str, value: Any) -> str:
    return str(value) if name == 'column' else f'{name}={value!r}'


def message_of(result: Any) -> str:
    """Why an expectation was not met, in one line."""
    raised = first_exception(result.exception_info or {})
    if raised:
        return raised
    found = result.result or {}
    if found.get('unexpected_count') is not None and found.get('element_count') is not None:
        examples = ', '.join(map(repr, (found.get('partial_unexpected_list') or [])[:MOST_VALUES]))
        return f'{found["unexpected_count"]} of {found["element_count"]} values are not as expected{": " + examples if examples else ""}'
    if 'observed_value' in found:
        return f'observed {found["observed_value"]!r}'
    return 'not met'


def first_exception(info: dict[str, Any]) -> str:
    """The message of an error while checking; version 1 has one per metric."""
    if 'raised_exception' in info:
        return str(info.get('exception_message') or '') if info['raised_exception'] else ''
    return next((str(one['exception_message']) for one in info.values() if isinstance(one, dict) and one.get('raised_exception')), '')
