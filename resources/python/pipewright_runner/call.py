"""Calling the functions of a block by Mage's rules for arguments."""

from __future__ import annotations

import inspect
import types
from typing import Any, Sequence


class ArgumentsError(Exception):
    """The inputs of a block do not fit its function."""


class Parameters:
    """The parameters of a function, as far as Mage's rules look at them."""

    def __init__(self, positional: list[str], keyword_only: list[str], has_args: bool, has_kwargs: bool) -> None:
        self.positional = positional
        self.keyword_only = keyword_only
        self.has_args = has_args
        self.has_kwargs = has_kwargs

    @property
    def named(self) -> list[str]:
        return [*self.positional, *self.keyword_only]


def parameters(function: Any) -> Parameters:
    """As `inspect.signature` has them; a plain function is asked without it, which takes a walk through half of that module."""
    if type(function) is not types.FunctionType or function.__dict__:
        return inspected(function)
    code = function.__code__
    positional, named = code.co_argcount, code.co_argcount + code.co_kwonlyargcount
    names = list(code.co_varnames)
    return Parameters(
        names[:positional], names[positional:named], bool(code.co_flags & inspect.CO_VARARGS), bool(code.co_flags & inspect.CO_VARKEYWORDS)
    )


def inspected(function: Any) -> Parameters:
    try:
        found = list(inspect.signature(function).parameters.values())
    except (TypeError, ValueError):
        # Some functions written in C do not tell their parameters.
        return Parameters([], [], True, True)
    kinds = (inspect.Parameter.POSITIONAL_ONLY, inspect.Parameter.POSITIONAL_OR_KEYWORD)
    return Parameters(
        [parameter.name for parameter in found if parameter.kind in kinds],
        [parameter.name for parameter in found if parameter.kind is inspect.Parameter.KEYWORD_ONLY],
        any(parameter.kind is inspect.Parameter.VAR_POSITIONAL for parameter in found),
        any(parameter.kind is inspect.Parameter.VAR_KEYWORD for parameter in found),
    )


def takes_kwargs(function: Any) -> bool:
    """Whether the function has `**kwargs`. Variables are given to such functions only, and then all of them."""
    return parameters(function).has_kwargs


def takes_args(function: Any) -> bool:
    return parameters(function).has_args


def positional(function: Any) -> list[str]:
    """Parameters that can be filled by position, `*args` aside."""
    return parameters(function).positional


def check_arguments(function: Any, upstream: Sequence[str], block_uuid: str, decorator: str) -> None:
    """Mage's rule: every named parameter counts as an input, with or without a default, keyword-only or not."""
    found = parameters(function)
    named, open_ended = found.named, found.has_args or found.has_kwargs
    given = len(upstream)
    if len(named) == given or (open_ended and len(named) < given):
        return
    names = ', '.join(named) or 'none'
    blocks = ', '.join(upstream) or 'none'
    if len(named) > given:
        spare = named[given:]
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
    if type(result) is types.CoroutineType:
        import asyncio

        return asyncio.run(result)
    return result
