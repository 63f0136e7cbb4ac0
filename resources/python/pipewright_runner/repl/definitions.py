"""The functions, classes and imports of a block's code, without running the rest of it."""

from __future__ import annotations

import ast
import os
from typing import Any

from pipewright_runner.block_code import Collected, decorator_name, load_code
from pipewright_runner.failure.pickling import Block
from pipewright_runner.process import offer_to_workers
from pipewright_runner.request import Request

DEFINITIONS = (ast.Import, ast.ImportFrom, ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)


def shown_path(request: Request) -> str:
    """The file a person knows the code by."""
    return os.path.join(request.project_path, *request.source_path.split('/'))


def define(request: Request) -> tuple[dict[str, Any], list[str]]:
    """A namespace with what the code defines and imports; and what could not be, in words.

    Statements outside of functions are not run: they may do things, such as reading or writing files.
    """
    collected = Collected()
    namespace: dict[str, Any] = {name: collected.decorator(name) for name in (decorator_name(request.block_type), 'test', 'preprocesser')}
    Block.namespace = namespace
    offer_to_workers(namespace)
    if request.language != 'python':
        return namespace, []
    shown = shown_path(request)
    try:
        # Also lets tracebacks show the lines of the code as it was.
        load_code(request.path(request.code), shown)
        with open(request.path(request.code), 'rb') as file:
            tree = ast.parse(file.read(), shown)
    except Exception as error:
        return namespace, [f'{os.path.basename(shown)}: {type(error).__name__}: {error}']
    return namespace, [problem for problem in (run(statement, namespace, shown) for statement in tree.body) if problem]


def run(statement: ast.stmt, namespace: dict[str, Any], shown: str) -> str:
    if not defines(statement):
        return ''
    try:
        exec(compile(ast.Module([statement], []), shown, 'exec', dont_inherit=True), namespace)
    except Exception as error:
        return f'line {statement.lineno}: {type(error).__name__}: {error}'
    return ''


def defines(statement: ast.stmt) -> bool:
    """Definitions and imports; also imports that are tried, with another one in their place."""
    if isinstance(statement, ast.Try):
        parts = [*statement.body, *statement.orelse, *statement.finalbody, *(part for found in statement.handlers for part in found.body)]
        return all(isinstance(part, (*DEFINITIONS, ast.Pass)) or is_plain(part) for part in parts)
    return isinstance(statement, DEFINITIONS)


def is_plain(statement: ast.stmt) -> bool:
    """`name = None` and the like."""
    return isinstance(statement, ast.Assign) and isinstance(statement.value, ast.Constant)
