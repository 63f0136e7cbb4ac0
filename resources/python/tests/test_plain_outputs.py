"""Outputs and previews that need no library."""

import json
import os
import subprocess

from project import ProjectTest


class StorageTest(ProjectTest):
    def arrives(self, expression, imports='', expected=None):
        loaded = self.loader(f'({expression},)', imports=imports)
        self.assertEqual(self.received(loaded), expected or repr((eval(expression),)))

    def test_values_arrive_with_their_types(self):
        self.arrives("{1: (2, {3}), 'n': float('inf'), 'b': b'x', 'c': 1j, 'f': frozenset([1])}")

    def test_nan_stays_nan(self):
        self.arrives('float("nan")')

    def test_a_value_that_holds_itself_arrives(self):
        loaded = self.run_code('@data_loader\ndef f():\n    d = {"a": 1}\n    d["self"] = d\n    return d\n')
        self.assert_completed(loaded)
        self.assertEqual(self.received(loaded), "({'a': 1, 'self': {...}},)")

    def test_an_instance_of_a_project_class_arrives(self):
        self.write('utils/thing.py', 'class Thing:\n    def __repr__(self): return "Thing!"\n')
        loaded = self.loader('Thing()', imports='from utils.thing import Thing')
        self.assertEqual(self.received(loaded), '(Thing!,)')
        self.assertEqual(loaded.preview()['kind'], 'object')

    def test_what_cannot_be_stored_fails_with_advice(self):
        ran = self.run_code('import threading\n@data_loader\ndef f(): return {"lock": threading.Lock()}\n')
        self.assert_failed(ran, 'output_0 of block block: a value of type dict cannot be stored for the next block')
        self.assertIn('Return the data it holds', ran.result['error']['message'])

    def test_a_missing_upstream_directory_says_so(self):
        code = '@transformer\ndef f(x): return x\n'
        ran = self.run_code(code, 'transformer', inputs={'up': self.base})
        self.assert_failed(ran, 'the upstream block run was deleted')


class PreviewTest(ProjectTest):
    def shown(self, expression, imports=''):
        return self.loader(f'({expression},)', imports=imports)

    def test_numbers(self):
        self.assertEqual(self.shown('2.5').preview(), {'kind': 'number', 'value': 2.5, 'text': '2.5'})

    def test_infinite_numbers_are_plain_json(self):
        self.assertEqual(self.shown('float("nan")').preview(), {'kind': 'number', 'value': None, 'text': 'nan'})

    def test_texts(self):
        ran = self.shown('"a" * 300000')
        self.assertTrue(ran.preview()['truncated'])
        self.assertEqual(ran.result['outputs'][0]['pythonType'], 'str')

    def test_structures(self):
        preview = self.shown('{"a": [1, {2}], (1, 2): None}').preview()
        self.assertEqual(json.loads(preview['text']), {'a': [1, [2]], '(1, 2)': None})

    def test_none(self):
        ran = self.loader('None, 1')
        self.assertEqual(ran.preview(), {'kind': 'none'})

    def test_lists_of_records_are_tables(self):
        ran = self.loader('[[{"a": n, "b": None if n else "x"} for n in range(300)]]')
        preview = ran.preview()
        self.assertEqual((preview['kind'], preview['totalRows'], len(preview['rows'])), ('table', 300, 200))
        self.assertEqual(
            preview['columns'][0], {'name': 'a', 'type': 'int', 'nulls': 0, 'distinct': 300, 'min': 0, 'max': 299, 'mean': 149.5}
        )
        self.assertEqual(preview['columns'][1]['nulls'], 299)
        self.assertEqual(ran.result['outputs'][0]['summary'], '300 × 2')
        self.assertEqual(ran.result['outputs'][0]['shape'], [300, 2])

    def test_dictionaries_of_columns_are_tables(self):
        self.assertEqual(self.shown('{"x": [1, 2], "y": ["a", None]}').preview()['rows'], [[1, 'a'], [2, None]])

    def test_an_object_that_shows_itself_in_notebooks_is_html(self):
        self.write('__init__.py', '')
        self.write('shapes.py', "class Chart:\n    def _repr_html_(self): return '<b>map</b>'\n")
        env = self.environment(PYTHONPATH=os.pathsep.join([self.environment()['PYTHONPATH'], self.project]))
        code = 'from shapes import Chart\n@data_loader\ndef f(): return Chart()\n'
        chart = self.run_directory(self.block_directory(code), env)
        self.assertEqual(chart.preview(), {'kind': 'html', 'file': 'outputs/output_0/preview.html'})

    def test_svg_png_and_html(self):
        svg = self.loader('"<?xml version=\'1.0\'?>\\n<svg></svg>"', 'svg')
        self.assertEqual((svg.preview()['kind'], svg.preview()['file']), ('image', 'outputs/output_0/preview.svg'))
        png = self.loader('b"\\x89PNG\\r\\n\\x1a\\n" + b"\\0\\0\\0\\rIHDR" + b"\\0\\0\\0\\2\\0\\0\\0\\3" + b"rest"', 'png')
        self.assertEqual((png.preview()['width'], png.preview()['height']), (2, 3))
        page = self.loader('"  <!DOCTYPE html><html></html>"', 'page')
        self.assertEqual(page.preview(), {'kind': 'html', 'file': 'outputs/output_0/preview.html'})

    def test_a_repr_that_raises_does_no_harm(self):
        self.write('utils/bad.py', 'class Bad:\n    def __repr__(self): raise ValueError\n')
        self.assertIn('its repr raised', self.shown('Bad()', 'from utils.bad import Bad').preview()['text'])

    def test_previews_stay_below_a_megabyte(self):
        ran = self.loader('[[{f"c{c}": "x" * 290 for c in range(150)} for r in range(250)]]')
        self.assertLess(len(json.dumps(ran.preview())), 1_000_000)


class PageTest(ProjectTest):
    def page(self, ran, *arguments):
        command = [self.python, '-m', 'pipewright_runner.page', ran.directory, 'output_0', *arguments]
        return subprocess.run(command, env=self.environment(), stdout=subprocess.PIPE, stderr=subprocess.PIPE, check=False)

    def test_a_page_of_records(self):
        ran = self.loader('[[{"a": n % 7, "b": n} for n in range(300)]]')
        page = json.loads(self.page(ran, '250', '100').stdout)
        self.assertEqual((page['totalRows'], len(page['rows']), page['rows'][0]), (300, 50, [5, 250]))
        page = json.loads(self.page(ran, '0', '2', '--sort', 'b', '--descending').stdout)
        self.assertEqual(page['rows'], [[5, 299], [4, 298]])

    def test_what_is_no_table_is_an_error(self):
        self.assertIn(b'no table', self.page(self.loader('5'), '0', '1').stderr)
        self.assertIn(b'no column', self.page(self.loader('[[{"a": 1}]]', 'x'), '0', '1', '--sort', 'z').stderr)
