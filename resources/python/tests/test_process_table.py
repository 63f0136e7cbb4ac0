"""Reading the table of processes."""

import sys
import unittest

from project import PYTHON_FOLDER

sys.path.insert(0, PYTHON_FOLDER)

from pipewright_runner.supervisor.process_table import descendants, parse_ps


class ProcessTableTest(unittest.TestCase):
    """What is done with the words of `ps`, where there is no /proc."""

    def test_ps_lines_are_read_with_marks(self):
        at = 'Tue Nov 24 20:20:28 2026'
        table = parse_ps(
            f'    1     0     1 Ss   1024 1:02.50 {at} /sbin/launchd\n'
            f'  50     1    50 S    2048   0:00.25 {at} python PIPEWRIGHT_BLOCK_RUN=abc:x HOME=/\n'
            f'  51    50    50 Z    0 0:00.00 {at} (gone)\n  52    50    52 S+   0 1-02:03:04 {at} sleep 600\n'
            f'  53    52    53 R    0 00:01:05 {at}\n'
        )
        self.assertEqual(sorted(table), [1, 50, 52, 53])
        self.assertEqual(table[50].marks, 'python PIPEWRIGHT_BLOCK_RUN=abc:x HOME=/')
        self.assertEqual([table[pid].cpu for pid in (1, 50, 52, 53)], [62.5, 0.25, 93784, 65])
        self.assertEqual((table[50].memory, table[50].started), (2048 * 1024, at))
        self.assertEqual(descendants(table, [50]), {50, 52, 53})
