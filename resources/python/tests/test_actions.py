"""Transformer actions of generated blocks, as Mage carries them out. Skipped where the interpreter that runs the tests has no pandas."""

import ast
import os
import subprocess
import sys
import textwrap
import unittest

from warm import need

HEAD = """
import pandas as pd
from mage_ai.data_cleaner.column_types.column_type_detector import infer_column_types
from mage_ai.data_cleaner.transformer_actions.base import BaseAction
from mage_ai.data_cleaner.transformer_actions.constants import ActionType, Axis, ImputationStrategy
from mage_ai.data_cleaner.transformer_actions.utils import build_transformer_action, clean_column_name

def act(frame, kind, arguments=(), axis=Axis.COLUMN, **more):
    return BaseAction(build_transformer_action(frame, kind, arguments, axis=axis, **more)).execute(frame)

def rows(frame):
    return [[None if pd.isna(cell) else cell for cell in row] for row in frame.astype(object).to_numpy().tolist()]

people = pd.DataFrame({
    'UserID': ['10', '9', None, '100'], 'name': ['Ann', ' ', 'bob', 'Cyd'], 'seen on': ['2024-01-05', '2024-02-01', 'soon', None],
    'mail': ['a@b.cz', 'no', 'c@d.cz', None], 'amount': [1.0, None, 2.0, 4.0],
})
sales = pd.DataFrame({'shop': ['a', 'b', 'a', None], 'sold': [1, 2, 4, 8]}, index=[7, 8, 9, 10])
"""


@need('pandas')
class ActionsTest(unittest.TestCase):
    def value(self, body):
        root = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
        code = f'{HEAD}\ndef made():\n{textwrap.indent(textwrap.dedent(body), "    ")}\nprint(repr(made()))'
        ran = subprocess.run(
            [sys.executable, '-c', code],
            env={**os.environ, 'PYTHONPATH': root},
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            check=False,
        )
        self.assertEqual(ran.returncode, 0, ran.stderr)
        return ast.literal_eval(ran.stdout)

    def test_kinds_of_columns_are_told_by_values_and_names(self):
        self.assertEqual(
            self.value(
                'return {name: kind.value for name, kind in infer_column_types(people.assign(ok=[True, False, None, True])).items()}'
            ),
            {'UserID': 'number', 'name': 'text', 'seen on': 'datetime', 'mail': 'email', 'amount': 'number', 'ok': 'true_or_false'},
        )

    def test_names_of_columns_become_names_for_code(self):
        self.assertEqual(
            self.value(
                "return [clean_column_name(name) for name in ('UserName', 'unitPrice', 'Unit Price ($)', 'ID', '123', 'class', 'x1Y')]"
            ),
            ['user_name', 'unit_price', 'unit_price_', 'id', 'number_123', 'class_', 'x1y'],
        )
        self.assertEqual(
            self.value('return list(act(people, ActionType.CLEAN_COLUMN_NAME, people.columns).columns)'),
            ['user_i_d', 'name', 'seen_on', 'mail', 'amount'],
        )

    def test_what_is_missing_gets_a_value_of_its_kind(self):
        body = 'return rows(act(people, ActionType.IMPUTE, people.columns, options={"strategy": ImputationStrategy.CONSTANT}))'
        filled = self.value(body.replace('people.columns', '["UserID", "name", "mail", "amount"]'))
        self.assertEqual(
            [[row[0], row[1], row[3], row[4]] for row in filled],
            [[10, 'Ann', 'a@b.cz', 1], [9, 'missing', 'no', 0], [0, 'bob', 'c@d.cz', 2], [100, 'Cyd', 'missing', 4]],
        )

    def test_what_is_no_value_of_its_kind_is_marked(self):
        fixed = self.value('return rows(act(people, ActionType.FIX_SYNTAX_ERRORS, people.columns))')
        self.assertEqual([row[2:4] for row in fixed], [['2024-01-05', 'a@b.cz'], ['2024-02-01', 'invalid'], [None, 'c@d.cz'], [None, None]])

    def test_groups_tell_their_value_in_every_row_and_rows_are_numbered_anew(self):
        body = """
            more = {'options': {'groupby_columns': ['shop']}, 'outputs': [{'uuid': 'total'}]}
            every, large = act(sales, ActionType.SUM, ['sold'], **more), act(sales, ActionType.COUNT, ['sold'], action_code='sold > 1', **more)
            return rows(every), list(every.index), rows(large)
        """
        every, index, large = self.value(body)
        self.assertEqual((every, index), ([['a', 1, 5], ['b', 2, 2], ['a', 4, 5], [None, 8, None]], [0, 1, 2, 3]))
        self.assertEqual([row[2] for row in large], [1, 1, 1, None])

    def test_numbers_in_texts_sort_as_numbers_with_what_is_missing_first(self):
        body = "return [list(act(people, ActionType.SORT, ['UserID'], Axis.ROW, options={'ascending': up})['UserID'].fillna('')) for up in (True, False)]"
        self.assertEqual(self.value(body), [['', '9', '10', '100'], ['100', '10', '9', '']])

    def test_templates_run_before_they_are_filled_in(self):
        body = """
            return [rows(act(sales, kind, axis=axis, options=options)) == rows(sales) for kind, axis, options in (
                (ActionType.FILTER, Axis.ROW, {}), (ActionType.SORT, Axis.ROW, {'ascending': True}), (ActionType.SUM, Axis.COLUMN, {}),
                (ActionType.REMOVE, Axis.COLUMN, {}), (ActionType.REMOVE, Axis.ROW, {'rows': [99]}), (ActionType.REFORMAT, Axis.COLUMN, {'reformat': None}))]
        """
        self.assertEqual(self.value(body), [True] * 6)

    def test_actions_of_old_editions_are_carried_out(self):
        body = """
            from mage_ai.data_cleaner.transformer_actions.base import Axis
            from mage_ai.data_cleaner.transformer_actions.utils import build_action_variables
            told = build_action_variables(sales)['sold']
            action = {'action_type': 'filter', 'axis': Axis.ROW, 'action_code': 'shop != null and sold < 4', 'action_variables': {'sold': told}}
            return told['type'], told['feature']['column_type'].value, rows(BaseAction(action).execute(sales))
        """
        self.assertEqual(self.value(body), ('feature', 'number', [['a', 1], ['b', 2]]))

    @need('sklearn')
    def test_outliers_go(self):
        body = """
            frame = pd.DataFrame({'a': list(range(40)) + [5000], 'text': 'x'})
            return [sorted(set(frame.index) - set(act(frame, ActionType.REMOVE_OUTLIERS, frame.columns, options={'method': m}).index)) for m in ('lof', 'itree')]
        """
        for gone in self.value(body):
            self.assertIn(40, gone)
            self.assertLessEqual(len(gone), 2)


if __name__ == '__main__':
    unittest.main()
