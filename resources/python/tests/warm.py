"""Blocks forked from one warm supervisor, so that a module of tests loads pandas once and not a hundred times."""

from __future__ import annotations

import importlib.util
import os
import shutil
import subprocess
import sys
import tempfile
import unittest
from typing import Optional

from host import Host
from project import ProjectTest, Ran

LIBRARIES = ('numpy', 'pandas', 'pyarrow.parquet', 'sklearn.linear_model', 'matplotlib.pyplot')


class WarmTest(ProjectTest):
    """A ProjectTest whose blocks are forks. Where the platform has no fork they are processes as elsewhere."""

    host: Optional[Host] = None
    count = 0

    @classmethod
    def setUpClass(cls) -> None:
        # Skipped classes start nothing.
        if not hasattr(os, 'fork') or getattr(cls, '__unittest_skip__', False):
            return
        cls.base_of_host = tempfile.mkdtemp(prefix='pipewright-warm-')
        cls.host = Host(cls.base_of_host, sys.executable)
        known = [name for name in LIBRARIES if importlib.util.find_spec(name.split('.')[0])]
        cls.host.send(command='preload', modules=known)

    @classmethod
    def tearDownClass(cls) -> None:
        if cls.host is not None:
            cls.host.close()
            cls.host = None
            shutil.rmtree(cls.base_of_host, True)

    def run_directory(self, directory: str, env: Optional[dict[str, str]] = None) -> Ran:
        host = type(self).host
        if host is None or env is not None:
            return super().run_directory(directory, env)
        WarmTest.count += 1
        block_id = f'{WarmTest.count}'
        host.start(block_id, directory, self.project)
        code = host.wait('exited', block_id, seconds=60)['code']
        out, err = host.whole_text(block_id, 'stdout'), host.whole_text(block_id, 'stderr')
        return Ran(directory, subprocess.CompletedProcess([], code, out, err))


def need(*names: str):
    """Skips a test class where a library is not installed."""
    missing = [name for name in names if importlib.util.find_spec(name) is None]
    return unittest.skipIf(missing, f'not installed: {", ".join(missing)}')
