"""floors.py <file for bytes> [modules …]: what this machine needs at least, as one JSON of medians in milliseconds."""

import gc
import importlib
import json
import os
import statistics
import subprocess
import sys
import time

BYTES = 80_000_000


def median_ms(act, count):
    times = []
    for _ in range(count):
        start = time.perf_counter()
        act()
        times.append((time.perf_counter() - start) * 1000)
    return statistics.median(times)


def fork():
    pid = os.fork()
    if pid == 0:
        os._exit(0)
    os.waitpid(pid, 0)


def spawn():
    os.waitpid(os.posix_spawn('/bin/true', ['/bin/true'], os.environ), 0)


def start_python():
    subprocess.run([sys.executable, '-c', 'pass'], check=True)


def write_and_read(path):
    """The same number of bytes as a frame of 1,000,000 × 10 floats, to a file and back."""
    data = os.urandom(BYTES)

    def act():
        with open(path, 'wb', buffering=0) as file:
            file.write(data)
        buffer = bytearray(BYTES)
        with open(path, 'rb', buffering=0) as file:
            file.readinto(buffer)

    try:
        return median_ms(act, 5)
    finally:
        os.unlink(path)


def main():
    found = {'fork': median_ms(fork, 100), 'spawn': median_ms(spawn, 50), 'python': median_ms(start_python, 11),
             'raw': write_and_read(sys.argv[1])}
    for name in sys.argv[2:]:
        importlib.import_module(name)
    gc.freeze()
    found['forkLoaded'] = median_ms(fork, 50)
    print(json.dumps(found))


main()
