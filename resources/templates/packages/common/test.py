"""Proves that this package predicts what the model predicted when it was packaged: python test.py [--here]

Starts the server, asks it about the rows in example.json and compares with expected.json.
"""

import json
import math
import os
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request

from start import FOLDER, command, environment_python, variables

SECONDS_TO_START = 180
TOLERANCE = "__TOLERANCE__"


def read(name):
    with open(os.path.join(FOLDER, name), encoding='utf-8') as file:
        return json.load(file)


def free_port():
    with socket.socket() as listener:
        listener.bind(('127.0.0.1', 0))
        return listener.getsockname()[1]


def wait_for(url, server):
    end = time.monotonic() + SECONDS_TO_START
    while time.monotonic() < end:
        if server.poll() is not None:
            sys.exit(f'The server ended with code {server.returncode}.')
        try:
            with urllib.request.urlopen(f'{url}/ping', timeout=5):
                return
        except (urllib.error.URLError, ConnectionError, TimeoutError):
            time.sleep(0.1)
    sys.exit(f'The server did not answer within {SECONDS_TO_START} seconds.')


def ask(url, body):
    request = urllib.request.Request(f'{url}/invocations', json.dumps(body).encode(), {'Content-Type': 'application/json'})
    with urllib.request.urlopen(request, timeout=60) as answer:
        return json.load(answer)['predictions']


def end(server):
    """The server with all it started."""
    if os.name == 'nt':
        subprocess.run(['taskkill', '/T', '/F', '/PID', str(server.pid)], stdout=subprocess.DEVNULL, check=False)
    else:
        os.killpg(server.pid, signal.SIGTERM)
    server.wait()


def same(left, right):
    if isinstance(left, list) and isinstance(right, list):
        return len(left) == len(right) and all(same(a, b) for a, b in zip(left, right))
    if isinstance(left, dict) and isinstance(right, dict):
        return left.keys() == right.keys() and all(same(left[key], right[key]) for key in left)
    if isinstance(left, float) or isinstance(right, float):
        return math.isclose(left, right, rel_tol=TOLERANCE, abs_tol=TOLERANCE)
    return left == right


def main():
    python = sys.executable if '--here' in sys.argv else environment_python()
    port = free_port()
    url = f'http://127.0.0.1:{port}'
    server = subprocess.Popen(command(python, port), cwd=FOLDER, env=variables(python), start_new_session=True)
    try:
        wait_for(url, server)
        expected, got = read('expected.json'), ask(url, read('example.json'))
    finally:
        end(server)
    if not same(expected, got):
        sys.exit(f'Expected the predictions {expected}, but got {got}.')
    print(f'Equal predictions for {len(expected)} rows.')


if __name__ == '__main__':
    main()
