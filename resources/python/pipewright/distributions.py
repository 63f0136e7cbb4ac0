"""Which installed distributions a model's modules come from, and what those need: pins for requirements.txt and a lock."""

from __future__ import annotations

import re
import sys
from importlib import metadata
from typing import Iterable

# Roots that come with Python, or with us.
OURS = frozenset(('pipewright', 'pipewright_runner', 'pipewright_serving', 'mage_ai'))


def installed() -> dict[str, metadata.Distribution]:
    """Distributions by their normal name; the first on the path counts, as for imports."""
    found: dict[str, metadata.Distribution] = {}
    for distribution in metadata.distributions():
        name = distribution.metadata['Name']
        if name:
            found.setdefault(normal(name), distribution)
    return found


def normal(name: str) -> str:
    """As PEP 503 compares names."""
    return re.sub(r'[-_.]+', '-', name).lower()


def roots_of(distribution: metadata.Distribution) -> set[str]:
    """The top names it installs."""
    told = (distribution.read_text('top_level.txt') or '').split()
    if told:
        return set(told)
    parts = {file.parts[0] for file in distribution.files or () if file.suffix in ('.py', '.so', '.pyd')}
    return {part.split('.')[0] for part in parts if not part.endswith('.dist-info')}


def distributions_of(modules: Iterable[str]) -> dict[str, str]:
    """Name -> version of the distributions these modules belong to; modules of Python or of the project belong to none."""
    modules = set(modules)
    wanted = {module.split('.')[0] for module in modules} - OURS - set(getattr(sys, 'stdlib_module_names', ()))
    known = installed()
    found = {}
    left = set(wanted)
    # Most are called as what is imported.
    for root in wanted:
        distribution = known.get(normal(root))
        if distribution is not None and root in roots_of(distribution):
            found[distribution.metadata['Name']] = distribution.version
            left.discard(root)
    for distribution in known.values() if left else ():
        if any(holds(distribution, root, modules) for root in left & roots_of(distribution)):
            found[distribution.metadata['Name']] = distribution.version
    return dict(sorted(found.items(), key=lambda item: item[0].lower()))


def holds(distribution: metadata.Distribution, root: str, modules: set[str]) -> bool:
    """Whether it has one of the modules below a root that several distributions may share (`google`)."""
    firsts = {'/'.join(module.split('.')[:2]) for module in modules if module.split('.')[0] == root}
    if root in firsts:
        return True
    files = {'/'.join(file.parts[:2]) for file in distribution.files or ()}
    return bool(firsts & files) or any(f'{first}.py' in files for first in firsts)


def locked(direct: Iterable[str]) -> dict[str, str]:
    """Name -> version of these distributions and of all they need that is installed."""
    known = installed()
    found: dict[str, str] = {}
    waiting = [normal(name) for name in direct]
    while waiting:
        distribution = known.get(waiting.pop())
        if distribution is None or distribution.metadata['Name'] in found:
            continue
        found[distribution.metadata['Name']] = distribution.version
        waiting += [normal(name) for name in needs_of(distribution)]
    return dict(sorted(found.items(), key=lambda item: item[0].lower()))


def needs_of(distribution: metadata.Distribution) -> list[str]:
    """Names it requires; those of its extras are left out. What is for other systems is not installed here anyway."""
    names = []
    for requirement in distribution.requires or ():
        name, _, marker = requirement.partition(';')
        match = re.match(r'[A-Za-z0-9][A-Za-z0-9._-]*', name.strip())
        if match is not None and 'extra' not in marker:
            names.append(match.group())
    return names


def modules_of(value: object, most: int = 20_000) -> set[str]:
    """Modules of the types a value is made of, as far as its attributes and containers can be walked."""
    seen: set[int] = set()
    found: set[str] = set()
    waiting = [value]
    while waiting and len(seen) < most:
        item = waiting.pop()
        if item is None or isinstance(item, (str, bytes, int, float, complex)) or id(item) in seen:
            continue
        seen.add(id(item))
        found.add(module_of(item))
        waiting += parts_of(item)
    return {name for name in found if name and name not in ('builtins', '__main__')}


def module_of(item: object) -> str:
    """The module of a class or function, else of the value's type."""
    own = item if isinstance(item, type) or (callable(item) and hasattr(item, '__qualname__')) else type(item)
    module = getattr(own, '__module__', None)
    return module if isinstance(module, str) else ''


def parts_of(item: object) -> list[object]:
    if isinstance(item, dict):
        return [*item.keys(), *item.values()]
    if isinstance(item, (list, tuple, set, frozenset)):
        return list(item)
    if isinstance(item, type):
        return list(item.__mro__[1:-1])
    attributes = getattr(item, '__dict__', None)
    parts: list[object] = [type(item)]
    if isinstance(attributes, dict):
        parts += list(attributes.values())
    closure = getattr(item, '__closure__', None) or ()
    for cell in closure:
        try:
            parts.append(cell.cell_contents)
        except ValueError:
            continue
    return parts
