"""The serving side without Node: a gateway of a few lines, real groups, real models where the libraries are installed."""

import json
import os
import pickle
import shutil
import socket
import struct
import subprocess
import sys
import tempfile
import time
import unittest

PYTHON = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))

try:
    import pandas
    import sklearn  # noqa: F401

    HAVE_LIBRARIES = True
except ImportError:
    HAVE_LIBRARIES = False

MODULE = """
class Model:
    def __init__(self, factor):
        self.factor = factor

    def predict(self, rows):
        print('a model may print')
        rows = rows.to_dict('records') if hasattr(rows, 'to_dict') else rows
        return [self.factor * row['x'] if row['x'] is not None else float('nan') for row in rows]
"""

SIGNATURE = {'inputs': [{'name': 'x', 'type': 'double', 'required': True}], 'outputs': None}


class Gateway:
    """What the Node side is to a group."""

    def __init__(self, **settings):
        self.folder = tempfile.mkdtemp()
        self.connections = []
        self.listener = socket.socket(socket.AF_UNIX)
        self.listener.bind(os.path.join(self.folder, 's'))
        self.listener.listen(8)
        self.listener.settimeout(20)
        environment = {
            **os.environ,
            'PYTHONPATH': PYTHON,
            'PYTHONDONTWRITEBYTECODE': '1',
            'OMP_NUM_THREADS': '1',
            'OPENBLAS_NUM_THREADS': '1',
        }
        self.group = subprocess.Popen(
            [sys.executable, '-m', 'pipewright_serving'],
            cwd=PYTHON,
            env=environment,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            start_new_session=True,
        )
        facts = {
            'name': 'm',
            'version': 1,
            'signature': SIGNATURE,
            'workers': 2,
            'secret': 'known',
            'predict': None,
            'project': None,
            'address': {'path': os.path.join(self.folder, 's')},
        }
        self.group.stdin.write(json.dumps({**facts, **settings}).encode() + b'\n')
        self.group.stdin.flush()

    def event(self):
        return json.loads(self.group.stdout.readline() or b'null')

    def worker(self):
        connection, _ = self.listener.accept()
        self.connections.append(connection)
        connection.settimeout(20)
        return connection, self.read(connection)

    @staticmethod
    def read(connection):
        def exactly(count):
            data = b''
            while len(data) < count:
                data += connection.recv(count - len(data))
            return data

        return json.loads(exactly(struct.unpack('>I', exactly(4))[0]))

    def ask(self, connection, **message):
        body = json.dumps({'id': 1, 'params': None, 'full': False, **message}).encode()
        connection.sendall(struct.pack('>I', len(body)) + body)
        return self.read(connection)

    def end(self):
        self.group.stdin.close()
        return self.group.wait(10)

    def close(self):
        self.end()
        for opened in (self.group.stdout, self.listener, *self.connections):
            opened.close()
        shutil.rmtree(self.folder)


def is_alive(pid):
    try:
        with open(f'/proc/{pid}/stat') as file:
            return file.read().rsplit(')', 1)[1].split()[0] != 'Z'
    except OSError:
        return False


def wait_for(fact):
    until = time.monotonic() + 10
    while not fact():
        assert time.monotonic() < until, 'it did not come'
        time.sleep(0.005)


class Case(unittest.TestCase):
    def setUp(self):
        self.folder = tempfile.mkdtemp()
        self.addCleanup(shutil.rmtree, self.folder)

    def write(self, name, text):
        with open(os.path.join(self.folder, name), 'w') as file:
            file.write(text)

    def save(self, model):
        with open(os.path.join(self.folder, 'model.pkl'), 'wb') as file:
            pickle.dump(model, file)

    def plain(self, factor=2, **settings):
        """A model of the project's own module."""
        self.write('plain_serving_model.py', MODULE)
        sys.path.insert(0, self.folder)
        self.addCleanup(sys.path.remove, self.folder)
        self.addCleanup(sys.modules.pop, 'plain_serving_model', None)
        import plain_serving_model

        self.save(plain_serving_model.Model(factor))
        flavors = {'python_function': {'loader_module': 'pipewright_model', 'model_path': 'model.pkl'}}
        return self.gateway(flavors, project={'path': self.folder, 'workingDirectory': self.folder}, **settings)

    def gateway(self, flavors, **settings):
        gateway = Gateway(directory=self.folder, mlmodel={'flavors': flavors}, **settings)
        self.addCleanup(gateway.close)
        return gateway


@unittest.skipUnless(sys.platform.startswith('linux'), 'forks share models on Linux')
class ServingTest(Case):
    def test_workers_share_a_model_loaded_once_and_end_with_stdin(self):
        gateway = self.plain()
        self.assertEqual((True, 'plain_serving_model.Model'), itemgetter(gateway.event(), 'shared', 'kind'))
        workers = [gateway.worker() for _ in range(2)]
        for connection, hello in workers:
            self.assertEqual('known', hello['secret'])
            reply = gateway.ask(connection, columns=['x'], data=[[1, 2.5]], rows=2)
            self.assertEqual(([2, 5.0], True), itemgetter(reply, 'predictions', 'byRow'))
        pids = [hello['pid'] for _, hello in workers]
        self.assertTrue(all(map(is_alive, pids)))
        self.assertEqual(0, gateway.end())
        self.assertFalse(any(map(is_alive, pids)))

    def test_a_number_that_is_none_becomes_null_and_an_error_tells_its_traceback(self):
        gateway = self.plain()
        gateway.event()
        connection, _ = gateway.worker()
        reply = gateway.ask(connection, columns=['x'], data=[[1, None]], rows=2)
        self.assertEqual([2, None], reply['predictions'])
        reply = gateway.ask(connection, columns=['y'], data=[[1]], rows=1)
        self.assertEqual((False, 'KeyError'), (reply['ok'], reply['error']['type']))
        self.assertIn('plain_serving_model.py', reply['error']['traceback'])

    def test_a_worker_that_is_killed_is_replaced(self):
        gateway = self.plain(workers=1)
        gateway.event()
        _, hello = gateway.worker()
        gateway.group.stdin.write(b'{"command": "kill", "index": 0}\n')
        gateway.group.stdin.flush()
        self.assertEqual(('worker-ended', -9), itemgetter(gateway.event(), 'event', 'code'))
        connection, again = gateway.worker()
        self.assertNotEqual(hello['pid'], again['pid'])
        self.assertEqual([4], gateway.ask(connection, columns=['x'], data=[[2]], rows=1)['predictions'])

    def test_workers_end_when_the_group_is_killed(self):
        gateway = self.plain()
        gateway.event()
        pids = [gateway.worker()[1]['pid'] for _ in range(2)]
        gateway.group.kill()
        gateway.group.wait()
        wait_for(lambda: not any(map(is_alive, pids)))

    def test_what_is_missing_is_said(self):
        self.save({'no': 'model'})
        gateway = self.gateway({'crate': {}})
        self.assertIn('sklearn', gateway.event()['message'])
        gateway = self.gateway({'sklearn': {'pickled_model': '../../etc/passwd'}})
        self.assertRegex(gateway.event()['message'], 'leaves it|needs the package sklearn')


def itemgetter(mapping, *names):
    return tuple(mapping[name] for name in names)


@unittest.skipUnless(HAVE_LIBRARIES and sys.platform.startswith('linux'), 'scikit-learn and pandas are not installed')
class EstimatorTest(Case):
    def classifier(self):
        from sklearn.ensemble import RandomForestClassifier

        rows = pandas.DataFrame({'x': [0.0, 1.0, 2.0, 3.0] * 10, 'word': ['a', 'b', 'a', 'b'] * 10})
        return rows, RandomForestClassifier(5, random_state=0)

    def test_probabilities_and_predictions_of_one_call_are_those_of_the_model(self):
        rows, forest = self.classifier()
        forest.fit(rows[['x']], ['low', 'low', 'high', 'high'] * 10)
        self.save(forest)
        gateway = self.gateway({'sklearn': {'pickled_model': 'model.pkl'}})
        self.assertTrue(gateway.event()['shared'])
        connection, hello = gateway.worker()
        self.assertEqual(['high', 'low'], hello['classes'])
        data = [0.5, 2.5, 1.4]
        reply = gateway.ask(connection, columns=['x'], data=[data], rows=3, full=True)
        frame = pandas.DataFrame({'x': data})
        self.assertEqual(forest.predict(frame).tolist(), reply['predictions'])
        self.assertEqual(forest.predict_proba(frame).tolist(), reply['probabilities'])

    def test_columns_come_in_the_order_the_model_was_trained_with(self):
        from sklearn.compose import make_column_transformer
        from sklearn.linear_model import LogisticRegression
        from sklearn.pipeline import make_pipeline
        from sklearn.preprocessing import OneHotEncoder

        rows, _ = self.classifier()
        model = make_pipeline(make_column_transformer((OneHotEncoder(), ['word']), remainder='passthrough'), LogisticRegression())
        model.fit(rows, [0, 0, 1, 1] * 10)
        self.save(model)
        gateway = self.gateway({'sklearn': {'pickled_model': 'model.pkl'}}, signature=None)
        gateway.event()
        connection, _ = gateway.worker()
        reply = gateway.ask(connection, columns=['word', 'x'], data=[['a', 'b'], [2.0, 1.0]], rows=2)
        self.assertEqual(model.predict(pandas.DataFrame({'x': [2.0, 1.0], 'word': ['a', 'b']})).tolist(), reply['predictions'])

    def test_a_model_of_an_array_gets_an_array_and_missing_numbers(self):
        import numpy
        from sklearn.ensemble import HistGradientBoostingRegressor

        model = HistGradientBoostingRegressor().fit(numpy.arange(40.0).reshape(-1, 1), numpy.arange(40.0))
        self.save(model)
        gateway = self.gateway({'sklearn': {'pickled_model': 'model.pkl'}})
        gateway.event()
        connection, _ = gateway.worker()
        reply = gateway.ask(connection, columns=['x'], data=[[3.0, None]], rows=2)
        expected = model.predict(numpy.array([[3.0], [numpy.nan]])).tolist()
        self.assertEqual(expected, reply['predictions'])


if __name__ == '__main__':
    unittest.main()
