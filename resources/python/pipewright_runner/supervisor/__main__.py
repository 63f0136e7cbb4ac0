"""`python -m pipewright_runner.supervisor`: commands on stdin, events on stdout, both NDJSON."""

import os

if __name__ == '__main__':
    from pipewright_runner.supervisor import linux

    linux.make_room_for_mark()
    from pipewright_runner.supervisor.loop import Supervisor

    Supervisor().run()
    # Nothing is left to tidy up, and the host waits for the end of this process.
    os._exit(0)
