"""`python -m pipewright_runner <block run directory>`: one block run, in this process."""

import os
import sys

if __name__ == '__main__':
    if len(sys.argv) != 2:
        sys.stderr.write('usage: python -m pipewright_runner <block run directory>\n')
        sys.exit(2)
    if os.name == 'nt':
        from pipewright_runner.supervisor.containment.job import hold_this_process

        hold_this_process()
    from pipewright_runner.process import leave, own_process
    from pipewright_runner.run_block import run_block

    directory = os.path.abspath(sys.argv[1])
    own_process(directory)
    leave(run_block(directory))
