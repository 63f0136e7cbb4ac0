"""Serves model.onnx with onnxruntime and nothing else: python server.py [port]

POST /invocations  {"dataframe_split": {"columns": […], "data": [[…]]}} or {"inputs": [[…]]}  ->  {"predictions": […]}
GET  /ping
"""

import json
import os
import sys
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import numpy
import onnxruntime

FOLDER = os.path.dirname(os.path.abspath(__file__))
SESSION = onnxruntime.InferenceSession(os.path.join(FOLDER, 'model.onnx'), providers=['CPUExecutionProvider'])
with open(os.path.join(FOLDER, 'columns.json'), encoding='utf-8') as file:
    # Names in the order the model takes them.
    COLUMNS = json.load(file)
TYPES = {
    'tensor(float)': 'float32',
    'tensor(double)': 'float64',
    'tensor(int64)': 'int64',
    'tensor(int32)': 'int32',
    'tensor(bool)': 'bool',
    'tensor(string)': 'object',
}


def feed_of(body):
    """One input of all columns, or one input per column."""
    inputs = SESSION.get_inputs()
    if 'dataframe_split' in body:
        columns, data = body['dataframe_split']['columns'], body['dataframe_split']['data']
        if len(inputs) > 1 or inputs[0].name in columns:
            cells = {entry.name: [row[columns.index(entry.name)] for row in data] for entry in inputs}
            return {entry.name: array(cells[entry.name], entry).reshape(-1, 1) for entry in inputs}
        order = [columns.index(name) for name in COLUMNS] if COLUMNS else range(len(columns))
        return {inputs[0].name: array([[row[place] for place in order] for row in data], inputs[0])}
    return {inputs[0].name: array(body['inputs'], inputs[0])}


def array(values, entry):
    return numpy.asarray(values, dtype=TYPES.get(entry.type, 'float32'))


def predict(body):
    first = SESSION.run(None, feed_of(body))[0]
    return (first[:, 0] if first.ndim == 2 and first.shape[1] == 1 else first).tolist()


class Handler(BaseHTTPRequestHandler):
    def do_GET(self):
        self.tell(200 if self.path == '/ping' else 404, {'status': 'ok'} if self.path == '/ping' else {'error': 'not found'})

    def do_POST(self):
        if self.path != '/invocations':
            self.tell(404, {'error': 'not found'})
            return
        try:
            body = json.loads(self.rfile.read(int(self.headers.get('Content-Length') or 0)))
            self.tell(200, {'predictions': predict(body)})
        except Exception as error:
            self.tell(400, {'error': f'{type(error).__name__}: {error}'})

    def tell(self, status, answer):
        data = json.dumps(answer).encode()
        self.send_response(status)
        self.send_header('Content-Type', 'application/json')
        self.send_header('Content-Length', str(len(data)))
        self.end_headers()
        self.wfile.write(data)

    def log_message(self, *_):
        return


if __name__ == '__main__':
    port = int(sys.argv[1]) if len(sys.argv) > 1 else 8000
    ThreadingHTTPServer(('127.0.0.1', port), Handler).serve_forever()
