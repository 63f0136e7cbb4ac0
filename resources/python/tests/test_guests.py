"""Dynamic inputs, conditionals, callbacks, shared context: what comes through `extra`."""

import json
import os
import textwrap

from project import ProjectTest

ECHO = '@transformer\ndef f(*args, **kwargs): return repr((args, kwargs.get("dynamic_block_index"), kwargs["block_uuid"], kwargs.get("color")))\n'


class DynamicTest(ProjectTest):
    def child(self, expected, inputs, extra, uuid='child'):
        ran = self.run_code(ECHO, 'transformer', uuid, inputs=inputs, extra=extra)
        self.assert_completed(ran)
        self.assertEqual(ran.preview()['text'], expected)

    def parent(self, expression, uuid='parent'):
        code = f'@data_loader\ndef f(): return {expression}\n'
        ran = self.run_code(code, uuid=uuid, configuration={'dynamic': True})
        self.assert_completed(ran)
        return ran

    def test_a_dynamic_block_tells_how_many_children_it_makes(self):
        for number, (expression, count, names) in enumerate(
            (
                ('[[1, 2, 3]]', 3, None),
                ('[[1, 2], [{"block_uuid": "one"}, {}]]', 2, ['one', None]),
                ('None', 0, None),
                ('[[]]', 0, None),
                ('{"items": [1]}', 1, None),
                ('[{3, 1, 2}]', 3, None),
                ('[range(3, 0, -1)]', 3, None),
                ('[[1, 2], [{}, {}], "more"]', 2, None),
            )
        ):
            ran = self.parent(expression, f'p{number}')
            self.assertEqual(ran.result['children'], {'count': count, 'names': names, 'problem': None}, expression)

    def test_what_is_no_list_of_items_with_metadata_is_a_problem(self):
        for number, (expression, words) in enumerate(
            (
                ('[1, 2, 3]', 'a value of type int'),
                ('[{"a": 1}, {"a": 2}]', 'put the list into a list'),
                ('[[1, 2], ["a", "b"]]', 'type str'),
                ('[[1, 2], {"a": 1}]', 'no list but a value of type dict'),
            )
        ):
            children = self.parent(expression, f'p{number}').result['children']
            self.assertIn(words, children['problem'])
            self.assertIsNone(children['count'])

    def test_what_a_child_gave_arrives_in_the_child_below(self):
        cases = (('None', 'None'), ('5', '5'), ('[[5]]', '5'), ('[[5, 6]]', '[5, 6]'), ('5, [6]', '[5, 6]'))
        for number, (returned, expected) in enumerate(cases):
            above = self.loader(returned, f'above{number}')
            self.child(f"(({expected},), None, 'child{number}', None)", {'c': above}, {'inputs': {'c': {'child': True}}}, f'child{number}')

    def test_a_child_gets_its_item_and_metadata_over_all_variables(self):
        parent = self.parent('[["a", "b"], [{"block_uuid": "first"}, {"block_uuid": "second", "color": "blue"}]]')
        self.child("(('b',), 1, 'second', 'blue')", {'parent': parent}, {'dynamicIndex': 1, 'inputs': {'parent': {'item': 1}}})

    def test_a_range_of_items_keeps_its_order(self):
        parent = self.parent('[range(3, 0, -1)]')
        self.child("((3,), 0, 'child', None)", {'parent': parent}, {'dynamicIndex': 0, 'inputs': {'parent': {'item': 0}}})

    def test_several_parents_each_give_their_item(self):
        one, two = self.parent('[[1, 2]]', 'one'), self.parent('[["a", "b"]]', 'two')
        extra = {'dynamicIndex': 3, 'inputs': {'one': {'item': 1}, 'two': {'item': 0}}}
        self.child("((2, 'a'), 3, 'child', None)", {'one': one, 'two': two}, extra)

    def test_the_one_child_of_no_items_gets_no_input(self):
        self.child("((), 0, 'child', None)", {'parent': self.parent('[[]]')}, {'dynamicIndex': 0, 'inputs': {'parent': {'omit': True}}})

    def test_reduced_children_are_one_list(self):
        for number, (returned, expected) in enumerate(
            (
                ('n', '[1, 2]'),
                ('[[n, n]]', '[1, 1, 2, 2]'),
                ('{"n": n}', "[{'n': 1}, {'n': 2}]"),
                ('None if n == 1 else n', '[None, 2]'),
                ('[n, n * 10]', '[[1, 10], [2, 20]]'),
                ('n, {}', '[1, {}, 2, {}]'),
                ('n, None', '[1, None, 2, None]'),
                ('n, n * 10, n * 100', '[1, 10, 100, 2, 20, 200]'),
                ('[[[n, n]]]', '[1, 1, 2, 2]'),
            )
        ):
            children = [self.loader(returned.replace('n', 'n'), f'c{number}_{n}', imports=f'n = {n}') for n in (1, 2)]
            extra = {'inputs': {'child': {'children': [ran.directory for ran in children]}}}
            self.child(f"(({expected},), None, 'after{number}', None)", {'child': None}, extra, f'after{number}')

    def test_the_second_of_two_outputs_of_a_child_is_metadata_where_it_is_a_dictionary(self):
        children = [self.loader(f'{n}, {{"color": "c{n}"}}', f'm{n}') for n in (1, 2)]
        both = {'inputs': {'child': {'children': [ran.directory for ran in children]}}}
        self.child("(([[1, {'color': 'c1'}], [2, {'color': 'c2'}]],), None, 'after', 'c2')", {'child': None}, both, 'after')
        self.child("(([1, {'color': 'c1'}],), None, 'below', 'c1')", {'c': children[0]}, {'inputs': {'c': {'child': True}}}, 'below')

    def test_a_global_data_product_is_a_dictionary_of_lists(self):
        one, two = self.loader('1', 'one'), self.loader('2', 'two')
        form = {'globalDataProduct': [{'blockUuid': 'make', 'directories': [one.directory, two.directory]}]}
        self.child("(({'make': [1, 2]},), None, 'child', None)", {'product': None}, {'inputs': {'product': form}})

    def test_a_product_gives_all_outputs_of_a_block_one_after_another(self):
        split = self.loader('[[1, 2], [3]], "model"', 'split')
        form = {'globalDataProduct': [{'blockUuid': 'split', 'directories': [split.directory]}]}
        self.child("(({'split': [[[1, 2], [3]], 'model']},), None, 'child', None)", {'product': None}, {'inputs': {'product': form}})


class ConditionalTest(ProjectTest):
    def run_with(self, *conditions):
        one = self.loader('5', 'one')
        directory = self.block_directory(
            '@transformer\ndef f(x): return x\n',
            'transformer',
            'guarded',
            inputs=[one],
            extra={
                'conditionals': [
                    {'uuid': f'c{n}', 'code': f'c{n}.py', 'sourcePath': f'conditionals/c{n}.py'} for n in range(len(conditions))
                ],
            },
        )
        for number, body in enumerate(conditions):
            with open(os.path.join(directory, f'c{number}.py'), 'w') as file:
                file.write(f'@condition\ndef c(*args, **kwargs): {body}\n')
        return self.run_directory(directory)

    def test_a_condition_without_kwargs_is_false(self):
        one = self.loader('5', 'one')
        extra = {'conditionals': [{'uuid': 'c', 'code': 'c.py', 'sourcePath': 'conditionals/c.py'}]}
        directory = self.block_directory('@transformer\ndef f(x): return x\n', 'transformer', 'guarded', inputs=[one], extra=extra)
        with open(os.path.join(directory, 'c.py'), 'w') as file:
            file.write('@condition\ndef c(value): return True\n')
        self.assertEqual(self.run_directory(directory).result['state'], 'condition-failed')

    def test_a_true_conditional_lets_the_block_run(self):
        ran = self.run_with('return args == (5,) and kwargs["block_uuid"] == "c0" and kwargs["parent_block_uuid"] == "guarded"')
        self.assert_completed(ran)
        self.assertEqual(ran.preview()['value'], 5)

    def test_one_false_conditional_is_enough(self):
        ran = self.run_with('return "yes"', 'return 0')
        self.assertEqual((ran.result['state'], ran.result['reason'], ran.code), ('condition-failed', 'Conditional c1 was not true.', 0))
        self.assertEqual(ran.result['outputs'], [])

    def test_an_error_counts_as_false_and_is_logged(self):
        ran = self.run_with('raise ValueError("oh")')
        self.assertEqual(ran.result['state'], 'condition-failed')
        self.assertIn('ValueError: oh', ran.stdout)

    def test_a_conditional_can_be_a_block_run_of_its_own(self):
        ran = self.run_code('@condition\ndef c(**kwargs): return False\n', 'conditional', extra={'parentBlockUuid': 'x'})
        self.assertEqual(ran.result['state'], 'condition-failed')


CALLBACKS = """
@callback('success')
def ok(data, **kwargs):
    print('ok', data, kwargs['block_uuid'], kwargs['parent_block_uuid'], kwargs['x'], type(kwargs['pipeline_run']).__name__)
@callback('success')
def named_only(**kwargs): print('input', kwargs['__input'])
@callback
def bare(*args, **kwargs): print('bare', args, kwargs)
@on_success
def legacy(**kwargs): print('legacy')
@callback(callback_status='failure')
def bad(data, **kwargs): print('bad', data, repr(kwargs['__error']))
@callback('cancelled')
def gone(**kwargs): print('gone', kwargs['parent_block_uuid'])
"""


class CallbackTest(ProjectTest):
    def run_with(self, body, callbacks=CALLBACKS, **extra):
        directory = self.block_directory(
            f'@data_loader\ndef f(): {body}\n',
            uuid='guarded',
            variables={'x': 1},
            extra={
                'callbacks': [{'uuid': 'cb', 'code': 'cb.py', 'sourcePath': 'callbacks/cb.py'}],
                **extra,
            },
        )
        with open(os.path.join(directory, 'cb.py'), 'w') as file:
            file.write(textwrap.dedent(callbacks))
        return self.run_directory(directory)

    def test_success_callbacks_in_order_with_what_each_can_take(self):
        ran = self.run_with('return 5')
        self.assert_completed(ran)
        self.assertEqual(
            ran.plain().split('\n'),
            [
                'legacy',
                'ok 5 cb guarded 1 PipelineRun',
                "input {'guarded': 5, 'df_1': 5}",
                'bare () {}',
            ],
        )

    def test_failure_callbacks_get_the_error(self):
        ran = self.run_with('raise ValueError("oh")')
        self.assertIn("bad [] ValueError('oh')", ran.plain())
        self.assertNotIn('legacy', ran.plain())

    def test_a_block_that_will_be_tried_again_has_no_failure_callbacks(self):
        self.assertNotIn('bad []', self.run_with('raise ValueError("oh")', lastAttempt=False).stdout)

    def test_an_error_in_a_callback_is_logged_only(self):
        ran = self.run_with('return 1', '@callback("success")\ndef f(data): pass\n')
        self.assert_completed(ran)
        self.assertIn('Callback cb raised an error', ran.stdout)

    def test_a_callback_can_be_a_block_run_of_its_own(self):
        one = self.loader('5', 'one')
        for event, told in (('failure', {'error': {'type': 'KeyError', 'message': 'k'}}), ('cancelled', {})):
            ran = self.run_code(
                CALLBACKS, 'callback', f'cb_{event}', inputs=[one], extra={'callback': {'event': event, **told}}, variables={'x': 1}
            )
            self.assert_completed(ran)
            self.assertEqual(ran.plain(), "bad 5 KeyError('k')" if event == 'failure' else 'gone up_1')


class ContextTest(ProjectTest):
    def test_a_shared_context_goes_from_block_to_block(self):
        path = os.path.join(self.base, 'context.pickle')
        extra = {'contextPath': path}
        self.run_code('@data_loader\ndef f(**kw): kw["context"]["n"] = 3\n', uuid='one', extra=extra)
        ran = self.run_code('@data_loader\ndef f(**kw): return kw["context"]["n"]\n', uuid='two', extra=extra)
        self.assertEqual(json.dumps(ran.preview()['value']), '3')
