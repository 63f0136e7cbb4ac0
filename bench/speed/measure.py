"""measure.py <command …>: runs a command, its output to stderr, and prints one JSON of what it took.

Times are of CLOCK_MONOTONIC, one clock for all processes. Memory is that of the largest process, processor time that of all of them as
far as each was waited for. `others` says how many processors everything else on the machine kept busy meanwhile.
"""

import json
import os
import subprocess
import sys
import time


def busy_seconds():
    """Seconds all processors together were busy since the machine started; None where the system does not say."""
    try:
        with open('/proc/stat') as file:
            values = [int(value) for value in file.readline().split()[1:9]]
    except OSError:
        return None
    return (sum(values) - values[3] - values[4]) / os.sysconf('SC_CLK_TCK')


def main():
    before = busy_seconds()
    started = time.monotonic()
    child = subprocess.Popen(sys.argv[1:], stdin=subprocess.DEVNULL, stdout=2, start_new_session=True)
    _, status, usage = os.wait4(child.pid, 0)
    seconds = time.monotonic() - started
    after = busy_seconds()
    cpu = usage.ru_utime + usage.ru_stime
    others = None if before is None else max(0.0, after - before - cpu) / seconds
    kilobytes = usage.ru_maxrss / 1024 if sys.platform == 'darwin' else usage.ru_maxrss
    print(json.dumps({'code': os.waitstatus_to_exitcode(status), 'startedAt': started * 1000, 'wallMs': seconds * 1000,
                      'cpuMs': cpu * 1000, 'peakMb': kilobytes / 1024, 'others': others}))


main()
