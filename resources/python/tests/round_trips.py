"""Stores values as the runner does and reads them back, within one process: what is tested is the format."""

from __future__ import annotations

import hashlib
import os
import shutil
import tempfile
import unittest
from typing import Any

from same import assert_same

from pipewright_runner.libraries import type_name
from pipewright_runner.storage import load
from pipewright_runner.storage.store import Storing

# Rows above and below what is large enough to lie outside the pickle.
SIZES = (0, 1, 3, 5000)


class RoundTripTest(unittest.TestCase):
    def setUp(self) -> None:
        self.base = tempfile.mkdtemp(prefix='pipewright-test-')
        self.addCleanup(shutil.rmtree, self.base, True)
        self.count = 0

    def store(self, value: Any) -> tuple[str, dict[str, Any]]:
        """Stores a value as the runner does; returns its folder and its entry in result.json."""
        self.count += 1
        folder = os.path.join(self.base, str(self.count))
        storing = Storing(value, folder)
        digest = storing.finish()
        path = os.path.join(folder, storing.file)
        written = hashlib.sha256()
        for name in (path, path + '.restore.json'):
            if os.path.exists(name):
                with open(name, 'rb') as file:
                    written.update(file.read())
        self.assertEqual(digest, written.hexdigest())
        return folder, {'format': storing.form, 'path': storing.file, 'pythonType': type_name(value), 'sha256': digest}

    def back(self, value: Any) -> Any:
        return load.load_value(*self.store(value))

    def arrives(self, value: Any, form: str = 'pickle') -> Any:
        folder, output = self.store(value)
        self.assertEqual(output['format'], form, type_name(value))
        back = load.load_value(folder, output)
        assert_same(back, value)
        return back
