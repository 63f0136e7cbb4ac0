"""`pipewright.log_truth` writes what was true where monitoring takes it from."""

import json
import os
import tempfile
import unittest
from unittest import mock

from pipewright.truth import log_truth


class Truth(unittest.TestCase):
    def setUp(self) -> None:
        self.folder = tempfile.TemporaryDirectory()
        self.addCleanup(self.folder.cleanup)
        names = {'MAGE_RUNTIME__REPO_PATH': '', 'PIPEWRIGHT_PROJECT': self.folder.name}
        patch = mock.patch.dict(os.environ, names)
        patch.start()
        self.addCleanup(patch.stop)

    def told(self) -> list:
        folder = os.path.join(self.folder.name, '.pipewright', 'truths')
        names = sorted(os.listdir(folder))
        self.assertTrue(all(name.endswith('.json') for name in names), names)
        found = []
        for name in names:
            with open(os.path.join(folder, name), encoding='utf-8') as file:
                found.append(json.load(file))
        return found

    def test_one_request(self) -> None:
        self.assertEqual(log_truth('churn', request_id='a', truth=True, known_at=5.0), 1)
        self.assertEqual(self.told(), [{'model': 'churn', 'items': [{'requestId': 'a', 'row': None, 'truth': True, 'time': 5.0}]}])

    def test_a_table_of_rows(self) -> None:
        rows = {'request_id': ['a', 'a', 'b'], 'truth': [1, 0, 'yes'], 'row': [0, 1, None], 'time': [10, 11, 12]}
        self.assertEqual(log_truth('churn', rows), 3)
        [told] = self.told()
        self.assertEqual([item['row'] for item in told['items']], [0, 1, None])
        self.assertEqual([item['truth'] for item in told['items']], [1, 0, 'yes'])
        self.assertEqual([item['time'] for item in told['items']], [10.0, 11.0, 12.0])

    def test_what_cannot_be_told_is_said_in_words(self) -> None:
        with self.assertRaisesRegex(ValueError, 'columns request_id and truth, got the columns truth'):
            log_truth('churn', {'truth': [1]})
        with self.assertRaisesRegex(ValueError, 'its header X-Request-Id'):
            log_truth('churn', {'request_id': [None], 'truth': [1]})
        with self.assertRaisesRegex(ValueError, 'Leave out the rows'):
            log_truth('churn', {'request_id': ['a'], 'truth': [float('nan')]})
        self.assertFalse(os.path.exists(os.path.join(self.folder.name, '.pipewright')))

    def test_outside_of_a_project(self) -> None:
        with mock.patch.dict(os.environ, {'PIPEWRIGHT_PROJECT': ''}):
            with self.assertRaisesRegex(RuntimeError, 'PIPEWRIGHT_PROJECT'):
                log_truth('churn', request_id='a', truth=1)


if __name__ == '__main__':
    unittest.main()
