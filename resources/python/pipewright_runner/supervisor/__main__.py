"""`python -m pipewright_runner.supervisor`: commands on stdin, events on stdout, both NDJSON."""

import os

if __name__ == '__main__':
    from pipewright_runner.supervisor import bytecode

    bytecode.use(os.environ.get(bytecode.VARIABLE))
    try:
        if os.name == 'nt':
            from pipewright_runner.supervisor.windows_loop import WindowsSupervisor

            WindowsSupervisor(os.environ.pop(bytecode.VARIABLE, None)).run()
        else:
            from pipewright_runner.supervisor import linux

            linux.make_room_for_mark()
            from pipewright_runner.supervisor.loop import Supervisor

            supervisor = Supervisor()
            os.environ.pop(bytecode.VARIABLE, None)
            supervisor.run()
    except BaseException:
        # sys.stderr is the blocks' by now.
        import traceback

        os.write(2, traceback.format_exc().encode('utf-8', 'backslashreplace'))
        os._exit(1)
    # Nothing is left to tidy up, and the host waits for the end of this process.
    os._exit(0)
