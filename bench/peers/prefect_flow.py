"""prefect_flow.py chain|wide|data [count]: with a temporary server, as a script is run without one."""

import sys

from mark import make_frame, mark, sum_of
from prefect import flow, task
from prefect.task_runners import ThreadPoolTaskRunner


@task
def marked(name, *above):
    mark(name)
    return 1


@task(persist_result=True)
def data1():
    mark('data1')
    frame = make_frame()
    mark('data1_end')
    return frame


@task(persist_result=True)
def data2(frame):
    mark('data2')
    frame = frame + 1.0
    mark('data2_end')
    return frame


@task
def data3(frame):
    mark('data3')
    total = sum_of(frame)
    mark('data3_end')
    return total


@flow
def chain(count):
    above = None
    for number in range(1, count + 1):
        above = marked(f'step_{number}', above)


@flow(task_runner=ThreadPoolTaskRunner(max_workers=4))
def wide(count):
    root = marked.submit('root')
    children = [marked.submit(f'child_{number}', root) for number in range(1, count + 1)]
    marked.submit('join', *children).wait()


@flow
def data():
    data3(data2(data1()))


if __name__ == '__main__':
    name, *rest = sys.argv[1:]
    {'chain': chain, 'wide': wide, 'data': data}[name](*map(int, rest))
