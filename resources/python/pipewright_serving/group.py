"""Loads the model, forks workers that share it, replaces those that die, and ends with the host.

The gateway holds the other end of stdin: when it is gone, however it went, stdin ends and so does everything here.
"""

from __future__ import annotations

import contextlib
import gc
import importlib.util
import json
import os
import platform
import select
import signal
import socket
import sys
import threading
import time
import traceback
import types
import warnings
from typing import Any, Callable, Iterator, Optional

from pipewright_serving.errors import Unloadable
from pipewright_serving.loaders import load_model
from pipewright_serving.model import Custom, Model
from pipewright_serving.table import Schema
from pipewright_serving.worker import Worker

# A worker that dies sooner than this after its start was not killed by a request: the next one would fare no better.
TOO_SOON_SECONDS = 0.5
MOST_DEATHS_AT_START = 5
CAN_FORK = hasattr(os, 'fork')
# The allocator within pyarrow puts its own thread right around a fork (jemalloc's `background_thread_prefork`).
THREADS_THAT_FORK = frozenset(('jemalloc_bg_thd',))


class Talk:
    """Events for the gateway: NDJSON on what was stdout; prints of the model go to stderr."""

    def __init__(self) -> None:
        sys.stdout.flush()
        self.fd = os.dup(1)
        os.dup2(2, 1)

    def tell(self, **event: Any) -> None:
        data = json.dumps(event).encode() + b'\n'
        try:
            while data:
                data = data[os.write(self.fd, data) :]
        except OSError:
            return


class Lifeline:
    """stdin: commands of the gateway, one JSON a line, and its end."""

    def __init__(self) -> None:
        # A descriptor of its own: what the model's code starts must not read the commands.
        self.fd = os.dup(0)
        null = os.open(os.devnull, os.O_RDONLY)
        os.dup2(null, 0)
        os.close(null)
        self.rest = b''

    def first_line(self) -> Optional[dict[str, Any]]:
        while True:
            lines = self.lines()
            if lines is None:
                return None
            if lines:
                return lines[0]

    def lines(self) -> Optional[list[dict[str, Any]]]:
        """What came; None at the end."""
        try:
            data = os.read(self.fd, 1 << 16)
        except OSError:
            return None
        if not data:
            return None
        *lines, self.rest = (self.rest + data).split(b'\n')
        return [json.loads(line) for line in lines if line.strip()]


class Group:
    """The process that loaded the model, and its forks."""

    def __init__(self, talk: Talk, lifeline: Lifeline, settings: dict[str, Any]) -> None:
        self.talk = talk
        self.lifeline = lifeline
        self.settings = settings
        self.pids: dict[int, tuple[int, float]] = {}
        self.deaths = 0
        self.ending = False

    def run(self) -> None:
        started = time.perf_counter()
        try:
            with ending_with_host():
                model = load(self.settings)
        except BaseException as error:
            self.talk.tell(event='failed', message=words_of(error), traceback=traceback.format_exc()[-8000:])
            return
        wanted = self.settings['workers']
        # Elsewhere than on Linux system libraries do not survive a fork either.
        is_shared = sys.platform.startswith('linux') and model.survives_fork and not has_threads()
        self.talk.tell(
            event='loaded',
            shared=is_shared,
            kind=f'{type(model.native).__module__}.{type(model.native).__qualname__}',
            python=platform.python_version(),
            milliseconds=round((time.perf_counter() - started) * 1000),
        )
        if is_shared:
            self.share(model, wanted)
        else:
            self.serve_alone(model)

    def serve_alone(self, model: Model) -> None:
        """Where forks cannot share the model: this process is the one worker, and ends with its connection or stdin."""
        threading.Thread(target=self.end_with_host, daemon=True).start()
        own_main()
        try:
            Worker(model, self.settings, self.settings.get('index', 0)).run()
        finally:
            end_descendants()
            os._exit(0)

    def end_with_host(self) -> None:
        while self.lifeline.lines() is not None:
            continue
        end_descendants()
        os._exit(0)

    def share(self, model: Model, wanted: int) -> None:
        # What is loaded by now is never collected: the collector would write to every page the forks share.
        gc.collect()
        gc.freeze()
        reader = self.listen_to_signals()
        for index in range(wanted):
            self.start(model, index)
        while not self.ending:
            ready, _, _ = select.select([self.lifeline.fd, reader], [], [])
            if reader in ready:
                reader.recv(4096)
            if self.lifeline.fd in ready:
                self.obey()
            self.replace_dead(model)
        end_descendants()

    def listen_to_signals(self) -> socket.socket:
        reader, self.writer = socket.socketpair()
        reader.setblocking(False)
        self.writer.setblocking(False)
        signal.set_wakeup_fd(self.writer.fileno(), warn_on_full_buffer=False)
        signal.signal(signal.SIGCHLD, lambda *_: None)
        signal.signal(signal.SIGTERM, self.end)
        # Ctrl-C in a terminal is for the host, which ends in order.
        signal.signal(signal.SIGINT, signal.SIG_IGN)
        return reader

    def end(self, *_: Any) -> None:
        self.ending = True

    def obey(self) -> None:
        lines = self.lifeline.lines()
        if lines is None:
            self.ending = True
            return
        for line in lines:
            if line.get('command') == 'kill':
                for pid in [pid for pid, (index, _) in self.pids.items() if index == line['index']]:
                    os.kill(pid, signal.SIGKILL)

    def start(self, model: Model, index: int) -> None:
        parent = os.getpid()
        pid = os.fork()
        if pid == 0:
            self.live(model, index, parent)
        self.pids[pid] = (index, time.monotonic())

    def live(self, model: Model, index: int, parent: int) -> None:
        """The forked worker; never returns."""
        code = 1
        try:
            from pipewright_runner.supervisor import linux

            linux.die_with_parent(parent)
            signal.set_wakeup_fd(-1)
            signal.signal(signal.SIGCHLD, signal.SIG_DFL)
            signal.signal(signal.SIGTERM, signal.SIG_DFL)
            os.close(self.lifeline.fd)
            os.close(self.talk.fd)
            own_main()
            reseed()
            Worker(model, self.settings, index).run()
            code = 0
        except BaseException:
            traceback.print_exc()
        finally:
            os._exit(code)

    def replace_dead(self, model: Model) -> None:
        while True:
            try:
                pid, status = os.waitpid(-1, os.WNOHANG)
            except ChildProcessError:
                return
            if pid == 0:
                return
            known = self.pids.pop(pid, None)
            if known is None or self.ending:
                continue
            index, since = known
            code = os.waitstatus_to_exitcode(status)
            self.talk.tell(event='worker-ended', index=index, pid=pid, code=code)
            self.deaths = self.deaths + 1 if time.monotonic() - since < TOO_SOON_SECONDS else 0
            if self.deaths >= MOST_DEATHS_AT_START:
                self.talk.tell(event='failed', message='Workers end as soon as they start; the log says why.', traceback='')
                self.ending = True
                return
            self.start(model, index)


@contextlib.contextmanager
def ending_with_host() -> Iterator[None]:
    """Loading can take long and cannot look at stdin: meanwhile the kernel sees to it that this process ends with its host."""
    if not CAN_FORK:
        yield
        return
    from pipewright_runner.supervisor import linux

    linux.die_with_parent(os.getppid())
    try:
        yield
    finally:
        linux.outlive_parent()


def words_of(error: BaseException) -> str:
    if isinstance(error, Unloadable):
        return str(error)
    if isinstance(error, ModuleNotFoundError):
        return f'Loading the model needs the package {error.name}, which this environment lacks. Install it, or choose another interpreter.'
    return f'Loading the model failed: {type(error).__name__}: {error}'[:2000]


def own_main() -> None:
    """An empty `__main__`: helpers that multiprocessing or loky start must not run this program again."""
    sys.modules['__main__'] = types.ModuleType('__main__')


def reseed() -> None:
    """Forks must not draw the same random numbers."""
    import random

    random.seed()
    numpy = sys.modules.get('numpy')
    if numpy is not None:
        numpy.random.seed()


def has_threads() -> bool:
    """Threads that loading started; a fork would leave their locks held for ever."""
    try:
        return sum(name_of_thread(number) not in THREADS_THAT_FORK for number in os.listdir('/proc/self/task')) > 1
    except OSError:
        return threading.active_count() > 1


def name_of_thread(number: str) -> str:
    with open(f'/proc/self/task/{number}/comm', encoding='utf-8', errors='replace') as file:
        return file.read().strip()


def end_descendants() -> None:
    """All that workers and their models started."""
    if not CAN_FORK:
        return
    from pipewright_runner.supervisor.process_table import below, end_all

    end_all(lambda: below({os.getpid()}))
    deadline = time.monotonic() + 2
    while time.monotonic() < deadline:
        try:
            if os.waitpid(-1, os.WNOHANG)[0] == 0:
                time.sleep(0.005)
        except ChildProcessError:
            return


def load(settings: dict[str, Any]) -> Model:
    """The model, within the project's own `predict` where it has one."""
    warnings.filterwarnings('ignore', message='.*does not have valid feature names.*')
    warnings.filterwarnings('ignore', message='.*fitted without feature names.*')
    project = settings.get('project')
    if project is not None:
        import_from(project)
    signature = (settings.get('signature') or {}).get('inputs') or []
    model = load_model(settings['directory'], settings['mlmodel'], Schema(signature))
    if settings.get('predict') is None:
        return model
    return Custom(model, function_of(settings['predict']), {'model_name': settings['name'], 'version': settings['version']})


def import_from(project: dict[str, str]) -> None:
    """The project's modules, as its blocks find them."""
    from pipewright_runner.process import set_import_path

    set_import_path(project['path'])
    if project['workingDirectory'] not in sys.path:
        sys.path.insert(0, project['workingDirectory'])
    os.environ.setdefault('MPLBACKEND', 'Agg')
    os.environ['MAGE_RUNTIME__REPO_PATH'] = project['path']
    os.chdir(project['workingDirectory'])


def function_of(path: str) -> Callable[..., Any]:
    """`predict` of the project's file."""
    shown = os.path.basename(path)
    spec = importlib.util.spec_from_file_location('pipewright_endpoint', path)
    if spec is None or spec.loader is None or not os.path.isfile(path):
        raise Unloadable(f'There is no file {shown}. Expected it to hold def predict(model, rows, **kwargs).')
    module = importlib.util.module_from_spec(spec)
    sys.modules['pipewright_endpoint'] = module
    spec.loader.exec_module(module)
    function = getattr(module, 'predict', None)
    if not callable(function):
        raise Unloadable(f'Expected {shown} to define def predict(model, rows, **kwargs); it defines no predict.')
    return function


def main() -> None:
    """Serves until stdin ends."""
    talk = Talk()
    lifeline = Lifeline()
    settings = lifeline.first_line()
    if settings is None:
        return
    if CAN_FORK:
        from pipewright_runner.supervisor import linux

        linux.become_reaper()
    Group(talk, lifeline, settings).run()
