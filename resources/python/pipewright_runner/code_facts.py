"""What a code file means and imports, for the engine: `python code_facts.py`, NDJSON both ways. Runs none of the code.

First it says what the interpreter is: `{"python": "3.12.1", "paths": [...]}`. Then, for each `{"code": "<base64>"}`, one line
`{"digest": "…", "imports": [{"level": 0, "module": "utils.dates", "names": ["parse"]}]}`.
"""

from __future__ import annotations

import ast
import base64
import hashlib
import json
import sys
from typing import Any

IMPORTERS = ('import_module', '__import__')


def facts_of(code: bytes) -> dict[str, Any]:
    """Comments and formatting are no part of the digest; of code that is no Python, every byte is."""
    try:
        tree = ast.parse(code)
        text = ast.dump(tree, annotate_fields=False)
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return {'digest': hashlib.sha256(code).hexdigest(), 'imports': []}
    return {'digest': hashlib.sha256(text.encode('utf-8', 'surrogatepass')).hexdigest(), 'imports': imports_of(tree)}


def imports_of(tree: ast.AST) -> list[dict[str, Any]]:
    """All imports, wherever they stand, and those made by a function with the name written out."""
    found = []
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            found.extend({'level': 0, 'module': alias.name, 'names': []} for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            names = [alias.name for alias in node.names if alias.name != '*']
            found.append({'level': node.level, 'module': node.module or '', 'names': names})
        elif isinstance(node, ast.Call) and called_name(node.func) in IMPORTERS and node.args:
            name = node.args[0]
            if isinstance(name, ast.Constant) and isinstance(name.value, str) and not name.value.startswith('.'):
                found.append({'level': 0, 'module': name.value, 'names': []})
    return found


def called_name(function: ast.expr) -> str:
    if isinstance(function, ast.Name):
        return function.id
    return function.attr if isinstance(function, ast.Attribute) else ''


def say(record: dict[str, Any]) -> None:
    sys.stdout.write(json.dumps(record) + '\n')
    sys.stdout.flush()


def main() -> None:
    # The folder of this file is first, and is nobody's environment.
    say({'python': '.'.join(map(str, sys.version_info[:3])), 'paths': [path for path in sys.path[1:] if path]})
    for line in sys.stdin:
        say(facts_of(base64.b64decode(json.loads(line)['code'])))


if __name__ == '__main__':
    main()
