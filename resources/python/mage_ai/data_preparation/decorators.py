"""The decorators of Mage as importable names. Inside a block run its own decorator is set already; these change nothing."""

from typing import Any, Callable


def _identity(function: Any) -> Any:
    return function


def _with_options(*arguments: Any, **options: Any) -> Any:
    """For decorators used bare or with arguments: `@callback` and `@callback('failure')`."""
    if len(arguments) == 1 and not options and callable(arguments[0]):
        return arguments[0]
    return _identity


data_loader = transformer = data_exporter = sensor = custom = condition = test = _identity
on_success = on_failure = data_source = x = y = xy = columns = configuration = render = _identity
streaming_source = streaming_sink = _identity
preprocesser_functions = _identity
callback: Callable[..., Any] = _with_options
extension: Callable[..., Any] = _with_options
data_integration_source: Callable[..., Any] = _with_options
data_integration_destination: Callable[..., Any] = _with_options
data_integration_catalog: Callable[..., Any] = _with_options
data_integration_config: Callable[..., Any] = _with_options
data_integration_selected_streams: Callable[..., Any] = _with_options
data_integration_query: Callable[..., Any] = _with_options
