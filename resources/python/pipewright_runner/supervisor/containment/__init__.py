"""How the processes of one block run are held together, one file a way.

`contained.py` is the interface, `ways.py` chooses. `reaper.py`: Linux, by sub-reapers. `cgroup.py`: Linux, for blocks with a limit
of memory, by a control group where there is one to be had. `marks.py`: macOS, by process groups and a mark in the environment.
`job.py`: Windows, by a job object.
"""
