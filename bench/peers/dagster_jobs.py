"""Jobs chain10, wide200 and data; values go through the default manager, which pickles them to files."""

from dagster import Definitions, job, op
from mark import make_frame, mark, sum_of


def step(number):
    @op(name=f'step_{number}')
    def first():
        mark(f'step_{number}')
        return number

    @op(name=f'step_{number}')
    def later(above):
        mark(f'step_{number}')
        return number

    return first if number == 1 else later


def child(number):
    @op(name=f'child_{number}')
    def run(above):
        mark(f'child_{number}')
        return number

    return run


steps = [step(number) for number in range(1, 11)]
children = [child(number) for number in range(1, 201)]


@job
def chain10():
    above = steps[0]()
    for later in steps[1:]:
        above = later(above)


@op
def root():
    mark('root')
    return 0


@op
def join(above: list):
    mark('join')
    return len(above)


@job
def wide200():
    above = root()
    join([run(above) for run in children])


@op
def data1():
    mark('data1')
    frame = make_frame()
    mark('data1_end')
    return frame


@op
def data2(frame):
    mark('data2')
    frame = frame + 1.0
    mark('data2_end')
    return frame


@op
def data3(frame):
    mark('data3')
    total = sum_of(frame)
    mark('data3_end')
    return total


@job
def data():
    data3(data2(data1()))


defs = Definitions(jobs=[chain10, wide200, data])
