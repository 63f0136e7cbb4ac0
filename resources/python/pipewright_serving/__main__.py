"""`python -m pipewright_serving`: settings on the first line of stdin, which is then held open; its end is the end of all."""

import os

if __name__ == '__main__':
    if os.name == 'nt':
        from pipewright_runner.supervisor.containment.job import hold_this_process

        hold_this_process()
    from pipewright_serving.group import main

    main()
