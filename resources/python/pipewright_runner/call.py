"""Calling the functions of a block by Mage's rules for arguments."""

from __future__ import annotations

import inspect
from typing import Any, Sequence

VARIABLE_KINDS = (inspect.Parameter.VAR_POSITIONAL, inspect.Parameter.VAR_KEYWORD)


class ArgumentsError(Exception):
    """The inputs of a block do not fit its function."""


def parameters(function: Any) -> list[inspect.Parameter]:
    try:
        return list(inspect.signature(function).parameters.values())
    except (TypeError, ValueError):
        # Some functions written in C do not tell their parameters.
        return [
            inspect.Parameter('args', inspect.Parameter.VAR_POSITIONAL),
            inspect.Parameter('kwargs', inspect.Parameter.VAR_KEYWORD),
        ]


def takes(function: Any, kind: Any) -> bool:
    return any(parameter.kind == kind for parameter in parameters(function))


def takes_kwargs(function: Any) -> bool:
    """Whether the function has `**kwargs`. Variables are given to such functions only, and then all of them."""
    return takes(function, inspect.Parameter.VAR_KEYWORD)


def takes_args(function: Any) -> bool:
    return takes(function, inspect.Parameter.VAR_POSITIONAL)


def positional(function: Any) -> list[inspect.Parameter]:
    """Parameters that can be filled by position, `*args` aside."""
    kinds = (inspect.Parameter.POSITIONAL_ONLY, inspect.Parameter.POSITIONAL_OR_KEYWORD)
    return [parameter for parameter in parameters(function) if parameter.kind in kinds]


def check_arguments(function: Any, upstream: Sequence[str], block_uuid: str, decorator: str) -> None:
    """Mage's rule: every named parameter counts as an input, with or without a default, keyword-only or not."""
    named = [parameter for parameter in parameters(function) if parameter.kind not in VARIABLE_KINDS]
    open_ended = len(named) != len(parameters(function))
    given = len(upstream)
    if len(named) == given or (open_ended and len(named) < given):
        return
    names = ', '.join(parameter.name for parameter in named) or 'none'
    blocks = ', '.join(upstream) or 'none'
    if len(named) > given:
        spare = [parameter.name for parameter in named[given:]]
        hint = (
            f'Connect {len(named) - given} more upstream {plural(len(named) - given, "block")}, or remove {", ".join(spare)} from the '
            'parameters. A variable of the pipeline is read from **kwargs, not from a parameter of its name.'
        )
        raise ArgumentsError(
            f'Block {block_uuid} may be missing upstream dependencies: its @{decorator} function takes '
            f'{"at least " if open_ended else ""}{len(named)} {plural(len(named), "input")} ({names}), but the block has '
            f'{given} upstream {plural(given, "block")} ({blocks}). {hint}'
        )
    raise ArgumentsError(
        f'Block {block_uuid} may have too many upstream dependencies: its @{decorator} function takes {len(named)} '
        f'{plural(len(named), "input")} ({names}), but the block has {given} upstream {plural(given, "block")} ({blocks}). '
        'Add parameters (or *args) to the function, or disconnect upstream blocks.'
    )


def plural(count: int, word: str) -> str:
    return word if count == 1 else word + 's'


def call(function: Any, arguments: Sequence[Any], variables: dict[str, Any]) -> Any:
    """Calls with all variables or, without `**kwargs`, with none. A coroutine is run to its end."""
    result = function(*arguments, **variables) if takes_kwargs(function) else function(*arguments)
    if inspect.iscoroutine(result):
        import asyncio

        return asyncio.run(result)
    return result
