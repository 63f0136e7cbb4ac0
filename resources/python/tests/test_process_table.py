"""Reading the table of processes."""

import sys
import unittest

from project import PYTHON_FOLDER

sys.path.insert(0, PYTHON_FOLDER)

from pipewright_runner.supervisor.process_table import descendants, parse_ps


class ProcessTableTest(unittest.TestCase):
    """What is done with the words of `ps`, where there is no /proc."""

    def test_ps_lines_are_read_with_marks(self):
        table = parse_ps(
            '    1     0     1 Ss   /sbin/launchd\n  50     1    50 S    python PIPEWRIGHT_BLOCK_RUN=abc:x HOME=/\n'
            '  51    50    50 Z    (gone)\n  52    50    52 S+   sleep 600\n  53    52    53 R    sh\n'
        )
        self.assertEqual(sorted(table), [1, 50, 52, 53])
        self.assertIn('PIPEWRIGHT_BLOCK_RUN=abc:x', table[50].marks)
        self.assertEqual(descendants(table, [50]), {50, 52, 53})
