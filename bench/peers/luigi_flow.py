"""luigi --module luigi_flow Chain|Wide|Data: targets are files, as Luigi's own documentation passes data."""

import os

import luigi
from mark import make_frame, mark, sum_of


class Marked(luigi.Task):
    def output(self):
        return luigi.LocalTarget(os.path.join(os.environ['BENCH_OUT'], self.task_id))

    def done(self):
        with self.output().open('w'):
            pass


class Chain(Marked):
    count = luigi.IntParameter()

    def requires(self):
        return [Chain(count=self.count - 1)] if self.count > 1 else []

    def run(self):
        mark(f'step_{self.count}')
        self.done()


class Root(Marked):
    def run(self):
        mark('root')
        self.done()


class Child(Marked):
    number = luigi.IntParameter()

    def requires(self):
        return Root()

    def run(self):
        mark(f'child_{self.number}')
        self.done()


class Wide(Marked):
    count = luigi.IntParameter()

    def requires(self):
        return [Child(number=number) for number in range(1, self.count + 1)]

    def run(self):
        mark('join')
        self.done()


class Data1(Marked):
    def run(self):
        mark('data1')
        frame = make_frame()
        mark('data1_end')
        with self.output().temporary_path() as path:
            frame.to_pickle(path)


class Data2(Marked):
    def requires(self):
        return Data1()

    def run(self):
        import pandas

        frame = pandas.read_pickle(self.input().path)
        mark('data2')
        frame += 1.0
        mark('data2_end')
        with self.output().temporary_path() as path:
            frame.to_pickle(path)


class Data(Marked):
    def requires(self):
        return Data2()

    def run(self):
        import pandas

        frame = pandas.read_pickle(self.input().path)
        mark('data3')
        sum_of(frame)
        mark('data3_end')
        self.done()
