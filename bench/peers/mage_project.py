"""mage_project.py <project>: writes pipelines chain10, wide200 and data into a project made by `mage init`."""

import json
import os
import sys

PROJECT = sys.argv[1]
FRAME = 'from mark import make_frame, mark, sum_of\n'


def block(uuid, body, arguments='*args, **kwargs'):
    with open(os.path.join(PROJECT, 'custom', f'{uuid}.py'), 'w') as file:
        file.write("if 'custom' not in globals():\n    from mage_ai.data_preparation.decorators import custom\n")
        file.write(f'{FRAME}\n\n@custom\ndef f({arguments}):\n')
        file.writelines(f'    {line}\n' for line in body)


def pipeline(name, blocks):
    """blocks: uuid -> upstream"""
    entries = [{
        'all_upstream_blocks_executed': True, 'color': None, 'configuration': {}, 'executor_config': None, 'executor_type': 'local_python',
        'downstream_blocks': [other for other, above in blocks.items() if uuid in above], 'has_callback': False, 'language': 'python',
        'name': uuid, 'retry_config': None, 'status': 'not_executed', 'timeout': None, 'type': 'custom', 'upstream_blocks': upstream,
        'uuid': uuid,
    } for uuid, upstream in blocks.items()]
    folder = os.path.join(PROJECT, 'pipelines', name)
    os.makedirs(folder, exist_ok=True)
    open(os.path.join(folder, '__init__.py'), 'w').close()
    with open(os.path.join(folder, 'metadata.yaml'), 'w') as file:
        # JSON is YAML.
        json.dump({'blocks': entries, 'callbacks': [], 'conditionals': [], 'data_integration': None, 'description': None, 'name': name,
                   'type': 'python', 'uuid': name, 'widgets': []}, file)


def main():
    steps = {f'step_{number}': [f'step_{number - 1}'] if number > 1 else [] for number in range(1, 11)}
    children = {f'child_{number}': ['root'] for number in range(1, 201)}
    for uuid in [*steps, *children, 'root', 'join']:
        block(uuid, [f"mark('{uuid}')", 'return 1'])
    pipeline('chain10', steps)
    pipeline('wide200', {'root': [], **children, 'join': list(children)})
    block('data1', ["mark('data1')", 'frame = make_frame()', "mark('data1_end')", 'return frame'])
    block('data2', ["mark('data2')", 'frame = frame + 1.0', "mark('data2_end')", 'return frame'], 'frame, *args, **kwargs')
    block('data3', ["mark('data3')", 'total = sum_of(frame)', "mark('data3_end')", 'return total'], 'frame, *args, **kwargs')
    pipeline('data', {'data1': [], 'data2': ['data1'], 'data3': ['data2']})


main()
