"""The runner kept compiled: taken for the same source only, and never in the way of a start."""

import os
import subprocess
import sys
import tempfile
import unittest

HERE = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))

PROGRAM = """
import sys
sys.path.insert(0, {root!r})
from pipewright_runner.supervisor import bytecode
bytecode.use({folder!r})
import pipewright_runner.sample as sample, pipewright_runner.supervisor.inner as inner
print(sample.VALUE, sample.where().co_filename == sample.__file__, inner.VALUE)
"""


class BytecodeTest(unittest.TestCase):
    def setUp(self):
        base = tempfile.TemporaryDirectory()
        self.addCleanup(base.cleanup)
        self.base = base.name
        self.folder = os.path.join(self.base, 'data', 'bytecode')
        self.root = self.make_root('root')

    def make_root(self, name):
        root = os.path.join(self.base, name)
        inner = os.path.join(root, 'pipewright_runner', 'supervisor', 'inner')
        os.makedirs(inner)
        for path in ('', 'supervisor'):
            with open(os.path.join(root, 'pipewright_runner', path, '__init__.py'), 'w'):
                pass
        with open(os.path.join(inner, '__init__.py'), 'w') as file:
            file.write('VALUE = __path__[0] == __file__[: -len("/__init__.py")]\n')
        source = os.path.join(HERE, 'pipewright_runner', 'supervisor', 'bytecode.py')
        os.symlink(source, os.path.join(root, 'pipewright_runner', 'supervisor', 'bytecode.py'))
        self.write(root, 1)
        return root

    def write(self, root, value):
        path = os.path.join(root, 'pipewright_runner', 'sample.py')
        with open(path, 'w') as file:
            file.write(f'import sys\nVALUE = {value}\ndef where():\n    return sys._getframe().f_code\n')
        # Neither time nor size tell one source from the other.
        os.utime(path, (1_000_000, 1_000_000))

    def run_program(self, root=None, folder=None):
        program = PROGRAM.format(root=root or self.root, folder=folder or self.folder)
        environment = {**os.environ, 'PYTHONDONTWRITEBYTECODE': '1'}
        done = subprocess.run([sys.executable, '-c', program], check=False, env=environment, capture_output=True, text=True)
        self.assertEqual(done.stderr, '')
        return done.stdout.split()[:3]

    def kept(self):
        return sorted(name for name in os.listdir(self.folder))

    def kept_path(self):
        [name] = [name for name in self.kept() if 'sample' in name]
        return os.path.join(self.folder, name)

    def test_is_kept_where_python_itself_must_not_keep_it(self):
        self.assertEqual(self.run_program(), ['1', 'True', 'True'])
        self.assertEqual(len(self.kept()), 2)
        self.assertEqual(os.stat(self.folder).st_mode & 0o077, 0)
        before = os.stat(self.kept_path()).st_mtime_ns
        self.assertEqual(self.run_program(), ['1', 'True', 'True'])
        self.assertEqual(os.stat(self.kept_path()).st_mtime_ns, before)

    def test_is_not_taken_for_another_source_of_the_same_time_and_size(self):
        self.run_program()
        self.write(self.root, 2)
        self.assertEqual(self.run_program()[0], '2')
        self.assertEqual(self.run_program()[0], '2')

    def test_names_the_file_it_is_loaded_for(self):
        self.run_program()
        moved = self.make_root('elsewhere')
        self.assertEqual(self.run_program(root=moved), ['1', 'True', 'True'])

    def test_a_damaged_one_is_made_anew(self):
        self.run_program()
        path = self.kept_path()
        with open(path, 'rb') as file:
            whole = file.read()
        for damaged in (b'', whole[:20], whole[:-10], b'x' * len(whole), whole[:12] + b'i\x01\x00\x00\x00'):
            with open(path, 'wb') as file:
                file.write(damaged)
            self.assertEqual(self.run_program()[0], '1')
            with open(path, 'rb') as file:
                self.assertEqual(file.read(), whole)

    @unittest.skipIf(os.name == 'nt', 'a file in the way of a folder has another error there')
    def test_starts_where_nothing_can_be_kept(self):
        blocked = os.path.join(self.base, 'file')
        with open(blocked, 'w'):
            pass
        self.assertEqual(self.run_program(folder=os.path.join(blocked, 'bytecode')), ['1', 'True', 'True'])


if __name__ == '__main__':
    unittest.main()
