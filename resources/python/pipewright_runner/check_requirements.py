"""Compares requirements.txt with what this interpreter has installed; prints one JSON.

    python check_requirements.py <requirements.txt>
    {"missing": [{"requirement": "pandas>=2", "installed": "1.5.3", "line": 3}], "python": "3.12.1"}

Only what can be decided is reported: names from PyPI with their version specifiers and markers. Addresses, paths, editable installs
and pip options are left to pip.
"""

import glob
import json
import os
import re
import sys
from importlib import metadata

NAME = re.compile(r'^\s*([A-Za-z0-9][A-Za-z0-9._-]*)\s*(\[[^\]]*\])?\s*(.*)$')


def load_packaging():
    """The `packaging` library: installed, inside pip, or inside the pip wheel that Python ships; None where there is none."""
    try:
        from packaging import requirements

        return requirements
    except ImportError:
        pass
    try:
        import ensurepip

        wheels = glob.glob(os.path.join(os.path.dirname(ensurepip.__file__), '_bundled', 'pip-*.whl'))
        sys.path.extend(wheels)
    except ImportError:
        pass
    try:
        from pip._vendor.packaging import requirements

        return requirements
    except ImportError:
        return None


def lines_of(path, seen):
    """Requirement lines with their line numbers in the top file; `-r other.txt` is followed."""
    real = os.path.realpath(path)
    if real in seen:
        return
    seen.add(real)
    with open(path, encoding='utf-8', errors='replace') as handle:
        text = handle.read()
    number = 0
    pending, start = '', 1
    for line in text.split('\n'):
        number += 1
        if not pending:
            start = number
        line = line.rstrip('\r')
        if line.endswith('\\'):
            pending += line[:-1]
            continue
        yield from expand(os.path.dirname(path), pending + line, start, seen)
        pending = ''


def expand(folder, line, number, seen):
    """One logical line: nothing for comments and options, the lines of an included file, or itself."""
    line = re.sub(r'(^|\s)#.*$', '', line).strip()
    line = re.sub(r'\s--hash=\S+', '', line).strip()
    if not line:
        return
    included = re.match(r'^(?:-r|--requirement)[ =]?\s*(\S+)', line)
    if included:
        other = os.path.join(folder, included.group(1))
        if os.path.isfile(other):
            for _, nested in lines_of(other, seen):
                yield number, nested
        return
    if line.startswith('-') or '://' in line or line.startswith(('.', '/')):
        return
    yield number, line


def installed_version(name):
    """Version of an installed distribution, or None."""
    try:
        return metadata.version(name)
    except metadata.PackageNotFoundError:
        return None


def unmet(packaging, line):
    """None where the line is met or cannot be decided; else (requirement, installed version or None)."""
    if packaging is None:
        match = NAME.match(line.split(';')[0])
        return None if match is None or installed_version(match.group(1)) else (line, None)
    try:
        requirement = packaging.Requirement(line)
    except Exception:
        return None
    if requirement.url or (requirement.marker and not requirement.marker.evaluate({'extra': ''})):
        return None
    version = installed_version(requirement.name)
    if version is not None and requirement.specifier.contains(version, prereleases=True):
        return None
    return (line, version)


def main():
    packaging = load_packaging()
    missing = []
    for number, line in lines_of(sys.argv[1], set()):
        found = unmet(packaging, line)
        if found is not None:
            missing.append({'requirement': found[0], 'installed': found[1], 'line': number})
    json.dump({'missing': missing, 'python': '%d.%d.%d' % sys.version_info[:3]}, sys.stdout)


if __name__ == '__main__':
    main()
