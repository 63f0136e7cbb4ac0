"""A block forked from a supervisor that has the libraries of data loaded is as clean as a new process, and they work in it."""

import json
import os
import sys
import unittest

from warm import WarmTest, need

# What a block can see of the process it is in; both ways of starting one have to show the same.
FACTS = """
import atexit, faulthandler, gc, locale, logging, os, resource, signal, sys, tempfile, threading, time, warnings
import numpy as np, pandas as pd, sklearn, matplotlib, matplotlib.pyplot as plt

def signals():
    named = {n: signal.getsignal(n) for n in sorted(signal.valid_signals()) if n not in (signal.SIGKILL, signal.SIGSTOP)}
    return {int(n): getattr(h, '__name__', str(h)) for n, h in named.items()}

def descriptors():
    found = []
    for name in os.listdir('/proc/self/fd'):
        try:
            found.append([int(name), os.readlink(f'/proc/self/fd/{name}').split(':')[0].split('/')[-1]])
        except OSError:
            pass
    return sorted(found)

@data_loader
def f():
    plain = logging.getLogger()
    return {
        'signals': signals(), 'blocked': sorted(map(int, signal.pthread_sigmask(signal.SIG_BLOCK, []))), 'wakeup': signal.set_wakeup_fd(-1),
        'cwd': os.getcwd(), 'umask': [os.umask(0o22), os.umask(0o22)][0], 'nice': os.nice(0), 'limits': [resource.getrlimit(n) for n in range(10)],
        'threads': [t.name for t in threading.enumerate()], 'main': threading.current_thread() is threading.main_thread(), 'tasks': len(os.listdir('/proc/self/task')) > 0,
        'locks': [plain.handlers[0].lock._is_owned() if hasattr(plain.handlers[0].lock, '_is_owned') else False] if plain.handlers else [],
        'level': plain.level, 'handlers': len(plain.handlers), 'disabled': plain.manager.disable,
        'gc': [gc.isenabled(), gc.get_threshold(), gc.get_debug(), gc.callbacks], 'recursion': sys.getrecursionlimit(), 'switch': sys.getswitchinterval(),
        'hooks': [sys.gettrace(), sys.getprofile(), sys.excepthook is sys.__excepthook__, threading.excepthook is getattr(threading, '__excepthook__', threading.excepthook)],
        'filters': sorted([f[0], str(f[1]), f[2].__name__, str(f[3]), f[4]] for f in warnings.filters), 'argv': [os.path.basename(a) for a in sys.argv], 'flags': str(sys.flags),
        'encoding': [sys.stdout.encoding, locale.getlocale(), sys.getfilesystemencoding()], 'temporary': tempfile.gettempdir(), 'zone': time.tzname,
        'faults': faulthandler.is_enabled(), 'names': sorted(n for n in vars(sys.modules['__main__']) if not n.startswith('__')),
        'numpy': [np.geterr(), np.get_printoptions()['precision'], np.geterrcall()], 'pandas': [pd.get_option('display.max_rows'), pd.get_option('mode.chained_assignment')],
        'figures': [plt.get_fignums(), matplotlib.get_backend().lower(), plt.isinteractive()], 'sklearn': str(sklearn.get_config()),
    }
"""
DESCRIPTORS = FACTS[FACTS.index('def descriptors') : FACTS.index('@data_loader')]


@need('numpy', 'pandas', 'sklearn', 'matplotlib', 'joblib')
@unittest.skipUnless(sys.platform.startswith('linux'), 'forks of a warm supervisor are of Linux')
class ForkedChildrenTest(WarmTest):
    def value(self, code, uuid='block', **more):
        ran = self.run_code(code, uuid=uuid, **more)
        self.assert_completed(ran)
        preview = ran.preview()
        if preview['kind'] == 'table':
            # A dictionary of lists of one length is shown as a table.
            return {column['name']: [row[number] for row in preview['rows']] for number, column in enumerate(preview['columns'])}
        return json.loads(preview['text'])

    def test_a_fork_looks_like_a_new_process(self):
        forked = self.value(FACTS, 'forked')
        fresh = self.run_directory(self.block_directory(FACTS, uuid='fresh'), env=self.environment())
        self.assert_completed(fresh)
        expected = json.loads(fresh.preview()['text'])
        self.maxDiff = None
        for name in expected:
            self.assertEqual((name, forked[name]), (name, expected[name]))

    def test_no_descriptor_of_the_supervisor_is_open(self):
        found = self.value(f'import os\n{DESCRIPTORS}@data_loader\ndef f(): return {{"open": descriptors()}}\n')['open']
        self.assertEqual([name for number, name in found if number > 3], [])
        self.assertEqual(found, [[0, 'null'], [1, 'socket'], [2, 'socket'], [3, 'socket']])

    def test_no_variable_of_the_supervisor_or_of_another_block_is_there(self):
        code = 'import os\n@data_loader\ndef f():\n    seen = os.environ.get("LEFT"), os.environ.get("OWN")\n    os.environ["LEFT"] = "x"\n    return {"seen": seen}\n'
        self.assertEqual([self.value(code, f'b{number}')['seen'] for number in range(2)], [[None, None], [None, None]])

    def test_every_global_generator_has_its_own_seed(self):
        code = """
            import random, uuid
            import numpy as np
            from sklearn.utils import check_random_state
            @data_loader
            def f():
                return {'drawn': [random.random(), float(np.random.rand()), float(np.random.default_rng().random()), float(check_random_state(None).rand()), str(uuid.uuid4())]}
        """
        drawn = [self.value(code, f'b{number}')['drawn'] for number in range(4)]
        for one in zip(*drawn):
            self.assertEqual(len(set(one)), 4, one)

    def test_a_seed_set_in_one_block_is_not_there_in_the_next(self):
        code = 'import numpy as np, random\n@data_loader\ndef f():\n    first = random.random(), float(np.random.rand())\n    random.seed(1); np.random.seed(1)\n    return {"first": first}\n'
        self.assertNotEqual(self.value(code, 'a')['first'], self.value(code, 'b')['first'])

    def test_linear_algebra_and_openmp_use_threads_and_are_right(self):
        found = self.value("""
            import numpy as np, os, threadpoolctl
            from sklearn.ensemble import HistGradientBoostingClassifier
            @data_loader
            def f():
                draw = np.random.default_rng(0)
                a = draw.random((700, 700))
                off = float(np.abs(a @ np.linalg.inv(a) - np.eye(700)).max())
                data = draw.random((5000, 8))
                score = HistGradientBoostingClassifier(max_iter=5).fit(data, data[:, 0] > 0.5).score(data, data[:, 0] > 0.5)
                return {'off': off, 'score': score, 'threads': {p['user_api']: p['num_threads'] for p in threadpoolctl.threadpool_info()}, 'processors': len(os.sched_getaffinity(0))}
        """)
        self.assertLess(found['off'], 1e-6)
        self.assertGreater(found['score'], 0.95)
        self.assertEqual(set(found['threads'].values()), {found['processors']})

    def test_joblib_and_multiprocessing_of_every_kind(self):
        found = self.value("""
            import multiprocessing, os
            import numpy as np
            from concurrent.futures import ProcessPoolExecutor, ThreadPoolExecutor
            from joblib import Parallel, delayed
            from sklearn.linear_model import LogisticRegression
            from sklearn.model_selection import cross_val_score
            @data_loader
            def f():
                made = {}
                for backend in ('loky', 'threading', 'multiprocessing'):
                    made[backend] = [float(x) for x in Parallel(n_jobs=2, backend=backend)(delayed(np.linalg.norm)(np.full(4, n)) for n in range(3))]
                for method in multiprocessing.get_all_start_methods():
                    with multiprocessing.get_context(method).Pool(2) as pool:
                        made[method] = [float(x) for x in pool.map(np.sqrt, [0, 4, 16])]
                with ThreadPoolExecutor(2) as threads:
                    made['threads'] = [float(x) for x in threads.map(np.sqrt, [0, 4, 16])]
                with ProcessPoolExecutor(2) as processes:
                    made['processes'] = [float(x) for x in processes.map(np.sqrt, [0, 4, 16])]
                data = np.random.default_rng(0).random((200, 3))
                made['scores'] = len(cross_val_score(LogisticRegression(), data, data[:, 0] > 0.5, n_jobs=2, cv=3))
                return made
        """)
        self.assertEqual(found.pop('scores'), 3)
        self.assertEqual(len(found), 8)
        for name, values in found.items():
            self.assertEqual((name, values), (name, [0.0, 2.0, 4.0]))

    def test_no_lock_is_held_from_before_the_fork(self):
        """Other threads take the locks the interpreter and the libraries have: a lock held since the fork would let them wait for ever."""
        found = self.value("""
            import importlib, logging, queue, random, sys, threading, warnings
            import numpy as np, pandas as pd, matplotlib.pyplot as plt
            def use(done, name):
                importlib.import_module(name)
                logging.getLogger('x').warning('from a thread')
                logging.getLogger(name).addHandler(logging.NullHandler())
                print('from a thread', name)
                warnings.warn('from a thread')
                pd.DataFrame({'a': [1, 2]}).groupby('a').sum()
                np.random.rand(3), random.random()
                done.put(name)
            @data_loader
            def f():
                done = queue.Queue()
                names = ['xml.dom.minidom', 'wave', 'sklearn.tree', 'scipy.signal']
                for name in names:
                    threading.Thread(target=use, args=(done, name), daemon=True).start()
                plt.figure()
                return {'done': sorted(done.get(timeout=30) for _ in names)}
        """)
        self.assertEqual(len(found['done']), 4)

    def test_many_blocks_at_once_each_with_its_own_libraries(self):
        host = type(self).host
        code = 'import numpy as np, pandas as pd\n@data_loader\ndef f():\n    a = np.random.rand(200, 200)\n    return float(pd.DataFrame(a @ a.T).to_numpy().trace() - (a * a).sum())\n'
        directories = {f'many{n}': self.block_directory(code, uuid=f'many{n}') for n in range(12)}
        for block_id, directory in directories.items():
            host.start(block_id, directory, self.project)
        for block_id, directory in directories.items():
            self.assertEqual(host.wait('exited', block_id, seconds=60)['code'], 0)
            with open(os.path.join(directory, 'outputs/output_0/preview.json'), encoding='utf-8') as file:
                self.assertLess(abs(json.load(file)['value']), 1e-8)


if __name__ == '__main__':
    unittest.main()
