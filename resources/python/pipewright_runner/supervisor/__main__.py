"""`python -m pipewright_runner.supervisor`: commands on stdin, events on stdout, both NDJSON."""

if __name__ == '__main__':
    from pipewright_runner.supervisor import linux

    linux.make_room_for_mark()
    from pipewright_runner.supervisor.loop import Supervisor

    Supervisor().run()
