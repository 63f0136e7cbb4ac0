"""Outputs of data libraries. Skipped, with the reason, where the interpreter that runs the tests has them not."""

import ast
import hashlib
import os
import shutil
import textwrap

from project import ProjectTest
from warm import WarmTest, need

# Compared inside the next block, where the value arrives: repr would hide types.
CHECK = """
{imports}
import pandas as pd
def make():
    return {expression}
@transformer
def f(value):
    made = make()
    if isinstance(made, pd.Series):
        pd.testing.assert_series_equal(value, made, check_exact=True, check_freq=True)
    else:
        pd.testing.assert_frame_equal(value, made, check_exact=True, check_freq=True, check_column_type=True)
        for name in made.columns:
            assert list(map(type, value[name])) == list(map(type, made[name])), name
    return type(value).__name__
"""


@need('pandas', 'pyarrow')
class PandasTest(WarmTest):
    def arrives(self, expression, uuid='load'):
        imports = 'import pandas as pd, numpy as np, datetime, decimal'
        loaded = self.loader(expression, uuid, imports)
        self.assertEqual(loaded.result['outputs'][0]['format'], 'pickle')
        code = CHECK.format(imports=imports, expression=expression)
        self.assert_completed(self.run_code(code, 'transformer', 'to_' + uuid, inputs=[loaded]))
        return loaded

    def test_column_types(self):
        self.arrives("""pd.DataFrame({'i8': np.array([1, 2], 'int8'), 'f32': np.array([1, 2], 'float32'), 'b': [True, False],
            's': ['x', 'y'], 'cat': pd.Categorical(['a', 'b'], ['b', 'a', 'c'], ordered=True), 'Int': pd.array([1, None], 'Int64'),
            'bool_na': pd.array([True, None], 'boolean'), 'string': pd.array(['a', None], 'string'),
            'dt': pd.to_datetime(['2024-01-01', None]), 'tz': pd.to_datetime(['2024-01-01', '2024-07-01']).tz_localize('Europe/Berlin'),
            'td': pd.to_timedelta([1, 2], 's'), 'none': [None, None], 'date': [datetime.date(2024, 1, 1)] * 2})""")

    def test_tests_of_a_block_see_what_the_next_block_gets(self):
        code = """
            import numpy as np, pandas as pd
            @data_loader
            def load():
                return pd.DataFrame({'n': [[1, 2], [3]], 's': pd.Series(['a', np.nan], dtype=object)}).explode('n')
            @test
            def checks(frame):
                assert frame['n'].dtype == 'int64' and frame['s'].tolist() == ['a', 'a', None], frame.dtypes
        """
        ran = self.run_code(textwrap.dedent(code))
        self.assert_completed(ran)
        self.assertEqual(ran.result['tests'][0]['state'], 'passed')

    def test_what_is_missing_among_objects_is_none(self):
        imports = 'import pandas as pd, numpy as np, datetime\ndef of(*cells): return pd.Series(cells, dtype=object)'
        frame = """pd.DataFrame({'text': of('a', np.nan), 'list': of([1], np.nan), 'dict': of(pd.NA, {'k': 1}), 'truth': of(True, np.nan),
            'date': of(datetime.date(2024, 1, 1), pd.NaT), 'nothing': of(np.nan, np.nan), 'float': [1.5, np.nan]})"""
        code = '@transformer\ndef f(*values):\n    return repr([v.astype(object).to_numpy().tolist() for v in values])\n'
        loaded = [self.loader(frame, 'frame', imports), self.loader("of('a', np.nan)", 'series', imports)]
        told = self.run_code(code, 'transformer', 'told', inputs=loaded).preview()['text']
        self.assertEqual(
            told,
            "[[['a', [1], None, True, datetime.date(2024, 1, 1), None, 1.5], [None, None, {'k': 1}, None, None, None, nan]], ['a', None]]",
        )

    def test_columns_of_objects_that_are_all_numbers_or_times_get_their_type(self):
        imports = 'import pandas as pd, numpy as np, datetime, decimal\ndef of(*cells): return pd.Series(cells, dtype=object)'
        loaded = self.loader(
            """pd.DataFrame({'whole': of(1, np.int64(2)), 'gap': of(1, None), 'both': of(1, 2.5), 'truth': of(True, False),
            'times': of(datetime.datetime(2024, 1, 1), None), 'spans': of(datetime.timedelta(1), None), 'far': of(datetime.datetime(3000, 1, 1), None),
            'classes': pd.Categorical([3, 1]), 'marks': pd.Categorical([3, None]), 'text': of('1', None), 'no truth': of(True, None),
            'dates': of(datetime.date(2024, 1, 1), None), 'money': of(decimal.Decimal('1.5'), None), 'mixed': of(1, 'x'),
            'large': of(2 ** 60 + 1, None), 'larger': of(2 ** 70, 1), 'nothing': of(None, None), 'lists': of([1], [2]), 'groups': pd.Categorical(['a', 'b'])})""",
            'typed',
            imports,
        )
        took = self.run_code(
            '@transformer\ndef f(d):\n    return repr({k: str(v) for k, v in d.dtypes.items()})\n', 'transformer', 'types', inputs=[loaded]
        )
        dtypes = ast.literal_eval(took.preview()['text'])
        unit = '[us]' if '[us]' in dtypes['times'] else '[ns]'
        self.assertEqual(
            dtypes,
            {
                **{'whole': 'int64', 'gap': 'float64', 'both': 'float64', 'truth': 'bool', 'times': f'datetime64{unit}'},
                **{'spans': f'timedelta64{unit}', 'far': 'datetime64[us]', 'classes': 'int64', 'marks': 'float64'},
                **dict.fromkeys(('text', 'no truth', 'dates', 'money', 'mixed', 'large', 'larger', 'nothing', 'lists'), 'object'),
                'groups': 'category',
            },
        )

    def test_indexes(self):
        for number, expression in enumerate(
            (
                "pd.DataFrame({'a': [1, 2]}, index=pd.date_range('2024-01-01', periods=2, freq='D'))",
                "pd.DataFrame({'a': [1, 2]}, index=pd.MultiIndex.from_tuples([(1, 'x'), (2, 'y')], names=['n', 's']))",
            )
        ):
            self.arrives(expression, f'i{number}')

    def test_column_names_that_are_no_texts_stay(self):
        self.arrives('pd.DataFrame([[1, 2], [3, 4]])', uuid='ints')

    def test_duplicate_column_names_are_shown(self):
        loaded = self.loader("pd.DataFrame([[1, 2]], columns=['a', 'a'])", imports='import pandas as pd')
        self.assertEqual([column['name'] for column in loaded.preview()['columns']], ['a', 'a'])

    def test_a_large_frame_is_hashed_while_it_is_written_and_mapped_where_it_is_read(self):
        loaded = self.loader(
            "pd.DataFrame(np.arange(4_000_000.0).reshape(-1, 4), columns=list('abcd'))", imports='import pandas as pd, numpy as np'
        )
        output = loaded.result['outputs'][0]
        with open(os.path.join(loaded.directory, output['path']), 'rb') as file:
            self.assertEqual(hashlib.sha256(file.read()).hexdigest(), output['sha256'])
        known = loaded.preview()['columns'][1]
        self.assertEqual((known['nulls'], known['min'], known['max'], known['mean']), (0, 1, 3_999_997, 1_999_999))
        code = '@transformer\ndef f(frame):\n    frame.iloc[0, 0] = 5\n    array = frame.to_numpy()\n    return array.flags.owndata, float(array.sum())\n'
        for number in range(2):
            ran = self.run_code(code, 'transformer', f'to_{number}', inputs=[loaded])
            self.assertEqual(
                (ran.preview()['text'] if 'text' in ran.preview() else '', ran.preview(1).get('value')), ('False', 7_999_998_000_005)
            )

    def test_series_keep_name_and_type(self):
        self.arrives("pd.Series([1, 2], name='s', dtype='int32')", uuid='named')
        self.arrives("pd.Series(['a', 'b'], index=[5, 6])", uuid='unnamed')

    def test_the_preview_of_a_frame(self):
        loaded = self.loader(
            "pd.DataFrame({'n': [1.5, None, 3.5], 'c': ['a', 'b', 'a']}, index=['x', 'y', 'z'])", imports='import pandas as pd'
        )
        preview = loaded.preview()
        self.assertEqual(
            preview['columns'][0], {'name': 'n', 'type': 'float64', 'nulls': 1, 'distinct': 2, 'min': 1.5, 'max': 3.5, 'mean': 2.5}
        )
        self.assertEqual((preview['rows'], preview['index']), ([[1.5, 'a'], [None, 'b'], [3.5, 'a']], ['index']))
        self.assertIn(loaded.result['outputs'][0]['pythonType'], ('pandas.core.frame.DataFrame', 'pandas.DataFrame'))

    def test_generators_of_frames_are_one_frame(self):
        code = 'import pandas as pd\n@data_loader\ndef f():\n    for n in range(3): yield pd.DataFrame({"n": [n]})\n'
        self.assertEqual(self.run_code(code).preview()['totalRows'], 3)

    def test_rows_of_a_frame_are_items_of_a_dynamic_block(self):
        parent = self.loader("[pd.DataFrame({'id': [1, 2]})]", imports='import pandas as pd')
        code = '@transformer\ndef f(row): return f"{type(row).__name__} {row.to_dict()}"\n'
        ran = self.run_code(code, 'transformer', inputs={'p': parent}, extra={'dynamicIndex': 1, 'inputs': {'p': {'item': 1}}})
        self.assertEqual(ran.preview()['text'], "Series {'id': 2}")


@need('polars')
class PolarsTest(WarmTest):
    def test_items_of_a_dynamic_block_are_frames_of_one_row(self):
        parent = self.loader("[pl.DataFrame({'id': [1, 2]})]", imports='import polars as pl')
        code = '@transformer\ndef f(row): return f"{type(row).__name__} {row.to_dicts()}"\n'
        ran = self.run_code(code, 'transformer', inputs={'p': parent}, extra={'dynamicIndex': 1, 'inputs': {'p': {'item': 1}}})
        self.assertEqual(ran.preview()['text'], "DataFrame [{'id': 2}]")

    def test_frames_series_and_lazy_frames(self):
        imports = 'import polars as pl'
        for number, (expression, form) in enumerate(
            (
                ("pl.DataFrame({'a': [1, None], 'b': ['x', 'y'], 'l': [[1], [2]]})", 'arrow'),
                ("pl.Series('s', [1, 2])", 'arrow'),
                ("pl.DataFrame({'a': [1]}).lazy()", 'pickle'),
            )
        ):
            loaded = self.loader(expression, f'l{number}', imports)
            self.assertEqual(loaded.result['outputs'][0]['format'], form)
            code = (
                f'{imports}\nfrom polars.testing import assert_frame_equal, assert_series_equal\n@transformer\ndef f(value):\n'
                f'    made = {expression}\n    (assert_series_equal if isinstance(made, pl.Series) else assert_frame_equal)(value, made)\n'
            )
            self.assert_completed(self.run_code(code, 'transformer', f't{number}', inputs=[loaded]))


@need('pyarrow')
class ArrowTest(WarmTest):
    def test_tables(self):
        expression = "pa.table({'a': [1, None], 'f': [float('nan'), 1.0], 'd': pa.array(['x', 'y']).dictionary_encode()})"
        loaded = self.loader(expression, imports='import pyarrow as pa')
        self.assertEqual(loaded.preview()['columns'][0]['nulls'], 1)
        code = f'import pyarrow as pa\n@transformer\ndef f(value): assert value.schema == ({expression}).schema\n'
        self.assert_completed(self.run_code(code, 'transformer', 'use', inputs=[loaded]))


@need('numpy')
class NumpyTest(WarmTest):
    def test_arrays_are_mapped_and_can_be_changed(self):
        loaded = self.loader('np.arange(100_000).reshape(2, -1)', imports='import numpy as np')
        self.assertEqual((loaded.result['outputs'][0]['format'], loaded.preview()['shape']), ('npy', [2, 50000]))
        code = 'import numpy as np\n@transformer\ndef f(a):\n    a += 1\n    return f"{type(a).__name__} {a[1, 0]} {a.dtype}"\n'
        for number in range(2):
            ran = self.run_code(code, 'transformer', f't{number}', inputs=[loaded])
            self.assertEqual(ran.preview()['text'], 'ndarray 50001 int64')

    def test_arrays_of_objects_are_pickled_and_scalars_keep_their_type(self):
        loaded = self.loader('np.array([{1}, None], dtype=object), np.float32(1.5)', imports='import numpy as np')
        self.assertEqual([o['format'] for o in loaded.result['outputs']], ['pickle', 'pickle'])
        self.assertEqual(loaded.preview(1)['value'], 1.5)


@need('matplotlib')
class FiguresTest(WarmTest):
    def test_open_figures_are_artifacts_and_returned_ones_images(self):
        ran = self.run_code("""
            import matplotlib.pyplot as plt
            @data_loader
            def f():
                plt.plot([1, 2])
                plt.title('Loss')
                plt.show()
                figure, _ = plt.subplots()
                plt.close(figure)
                return figure
        """)
        self.assert_completed(ran)
        artifact = ran.result['artifacts'][0]
        self.assertEqual((artifact['name'], artifact['kind'], artifact['title']), ('figure_1.png', 'image', 'Loss'))
        self.assertEqual(ran.preview()['kind'], 'image')
        self.assertNotIn('non-interactive', ran.stdout)


@need('sklearn', 'joblib')
class ModelsTest(WarmTest):
    def test_loky_workers_run_functions_of_the_block(self):
        ran = self.run_code("""
            from joblib import Parallel, delayed
            offset = 1
            def double(x): return 2 * x + offset
            @data_loader
            def f(): return sum(Parallel(n_jobs=2)(delayed(double)(n) for n in range(4)))
        """)
        self.assert_completed(ran)
        self.assertEqual(ran.preview()['value'], 16)

    def test_numpy_draws_other_numbers_in_each_block(self):
        code = 'import numpy as np\n@data_loader\ndef f(): return float(np.random.rand())\n'
        self.assertNotEqual(self.run_code(code, uuid='a').preview(), self.run_code(code, uuid='b').preview())

    def test_a_model_shows_its_parameters(self):
        preview = self.loader('LogisticRegression(C=2.0)', imports='from sklearn.linear_model import LogisticRegression').preview()
        self.assertEqual(preview['kind'], 'model')
        self.assertIn(['C', '2.0'], preview['attributes'])


@need('cloudpickle')
class OwnClassesTest(WarmTest):
    def test_functions_and_classes_of_a_block_arrive(self):
        made = self.run_code("""
            class Thing:
                def __init__(self): self.v = 3
            def double(x): return 2 * x
            @data_loader
            def f(): return Thing(), double, lambda x: x + 1
        """)
        self.assert_completed(made)
        code = '@transformer\ndef f(parts): return parts[0].v + parts[1](10) + parts[2](100)\n'
        self.assertEqual(self.run_code(code, 'transformer', 'use', inputs=[made]).preview()['value'], 124)


@need('pyspark')
class SparkTest(ProjectTest):
    def test_a_frame_arrives_as_a_spark_frame(self):
        if shutil.which('java') is None:
            self.skipTest('no Java, which Spark needs')
        made = self.loader(
            'SparkSession.builder.getOrCreate().createDataFrame([Row(id=1, name="A"), Row(id=2, name=None)])',
            imports='from pyspark.sql import Row, SparkSession',
        )
        self.assertEqual(made.result['outputs'][0]['format'], 'parquet')
        code = '@transformer\ndef f(data): return str(data.collect())\n'
        ran = self.run_code(code, 'transformer', 'use', inputs=[made])
        self.assert_completed(ran)
        self.assertEqual(ran.preview()['text'], "[Row(id=1, name='A'), Row(id=2, name=None)]")
