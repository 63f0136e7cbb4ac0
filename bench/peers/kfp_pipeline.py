"""kfp_pipeline.py chain|wide|data [count]: components run by the local subprocess runner."""

import os
import sys

from kfp import dsl, local

local.init(local.SubprocessRunner(use_venv=False), pipeline_root=os.environ['BENCH_OUT'])
COUNT = int(sys.argv[2]) if len(sys.argv) > 2 else 0


@dsl.component(install_kfp_package=False)
def marked(name: str, above: int) -> int:
    from mark import mark

    mark(name)
    return 1


@dsl.component(install_kfp_package=False)
def data1(made: dsl.Output[dsl.Dataset]):
    from mark import make_frame, mark

    mark('data1')
    frame = make_frame()
    mark('data1_end')
    frame.to_parquet(made.path)


@dsl.component(install_kfp_package=False)
def data2(given: dsl.Input[dsl.Dataset], made: dsl.Output[dsl.Dataset]):
    import pandas
    from mark import mark

    frame = pandas.read_parquet(given.path)
    mark('data2')
    frame = frame + 1.0
    mark('data2_end')
    frame.to_parquet(made.path)


@dsl.component(install_kfp_package=False)
def data3(given: dsl.Input[dsl.Dataset]) -> float:
    import pandas
    from mark import mark, sum_of

    frame = pandas.read_parquet(given.path)
    mark('data3')
    total = sum_of(frame)
    mark('data3_end')
    return total


@dsl.pipeline
def chain():
    above = marked(name='step_1', above=0)
    for number in range(2, COUNT + 1):
        above = marked(name=f'step_{number}', above=above.output)


@dsl.pipeline
def wide():
    root = marked(name='root', above=0)
    children = [marked(name=f'child_{number}', above=root.output) for number in range(1, COUNT + 1)]
    marked(name='join', above=0).after(*children)


@dsl.pipeline
def data():
    first = data1()
    second = data2(given=first.outputs['made'])
    data3(given=second.outputs['made'])


{'chain': chain, 'wide': wide, 'data': data}[sys.argv[1]]()
