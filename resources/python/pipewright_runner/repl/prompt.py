"""The prompt itself: Python lines, and lines that begin with a colon to move between frames."""

from __future__ import annotations

import code
import sys
import traceback
from typing import Any, Callable, Optional

from pipewright_runner.failure.kept import Kept, StoredInputs
from pipewright_runner.failure.words import value_words
from pipewright_runner.repl.again import run_again
from pipewright_runner.repl.places import Place, live_places
from pipewright_runner.run_block import Session

HELP = """  :vars        variables of this frame
  :frames      all frames; > marks this one
  :up, :down   the frame that called this one, the one it called; :frame 2 goes to one
  :source      the lines around
  :error       the whole traceback
  :run         run this block's code again with the same inputs, and stand where it fails
  inputs       what the upstream blocks gave: inputs['name'] or inputs[0]
  variables    the variables of the run, as **kwargs has them
  Ctrl+D       end"""
WRITES = ('data_exporter', 'callback')


class Prompt(code.InteractiveConsole):
    """A console whose variables are those of the frame it stands in."""

    def __init__(self, session: Session, inputs: StoredInputs, kept: Optional[Kept]) -> None:
        self.session = session
        self.inputs = inputs
        self.kept = kept
        self.places: list[Place] = []
        self.number = 0
        self.extra: dict[str, Any] = {'inputs': inputs, 'variables': session.variables}
        super().__init__({}, filename='<repl>')

    def stand(self, places: list[Place], number: int) -> None:
        """Other frames: variables made at the prompt stay."""
        self.places = places
        self.go(number)

    def go(self, number: int) -> None:
        made = {name: value for name, value in self.locals.items() if name not in self.given()}
        self.number = number
        self.locals.clear()
        self.locals.update({**self.given(), **made})

    def given(self) -> dict[str, Any]:
        """What is known in the frame without the prompt's own variables."""
        if not self.places:
            return {'__name__': '__repl__', **self.session.collected.namespace, **self.extra}
        place = self.places[self.number]
        return {**self.extra, **place.background, **place.names, '__name__': '__repl__'}

    def push(self, line: str, *rest: Any, **more: Any) -> bool:
        if not self.buffer and line.lstrip().startswith(':'):
            self.command(line.strip()[1:].split())
            return False
        return super().push(line, *rest, **more)

    def say(self, text: str) -> None:
        self.write(text + '\n')

    def write(self, data: str) -> None:
        sys.stdout.write(data)
        sys.stdout.flush()

    def command(self, words: list[str]) -> None:
        commands: dict[str, Callable[[list[str]], None]] = {
            'vars': lambda _: self.say('\n'.join(self.here().listing()) or '  none') if self.has_place() else None,
            'frames': lambda _: self.say(self.listed()) if self.has_place() else None,
            'up': lambda more: self.move(-count(more)),
            'down': lambda more: self.move(count(more)),
            'frame': lambda more: self.move(count(more, self.number) - self.number),
            'source': lambda _: self.say(self.here().source()) if self.has_place() else None,
            'error': lambda _: self.say(self.error_text()),
            'run': lambda _: self.run(),
            'help': lambda _: self.say(HELP),
        }
        name = words[0] if words else 'help'
        perform = commands.get(name)
        if perform is None:
            self.say(f'There is no :{name}. These there are:\n{HELP}')
        else:
            perform(words[1:])

    def here(self) -> Place:
        return self.places[self.number]

    def has_place(self) -> bool:
        if not self.places:
            self.say('No frame was kept. :run runs the code of the block and stands where it fails.')
        return bool(self.places)

    def title(self, number: int) -> str:
        return self.places[number].title(self.session.request.project_path)

    def listed(self) -> str:
        return '\n'.join(f'{">" if number == self.number else " "}{number:3}  {self.title(number)}' for number in range(len(self.places)))

    def move(self, steps: int) -> None:
        if not self.has_place():
            return
        wanted = self.number + steps
        if not 0 <= wanted < len(self.places):
            self.say(f'There are frames 0 to {len(self.places) - 1}; this is {self.number}.')
            return
        self.go(wanted)
        self.say(f'{self.title(wanted)}\n{self.here().source(1)}')

    def error_text(self) -> str:
        from pipewright_runner.repl.start import stored_error

        error = stored_error(self.session.request.directory)
        return error['traceback'].rstrip() if error else 'This block run did not fail.'

    def run(self) -> None:
        """Asks first: a block may write to files, databases or services."""
        request = self.session.request
        warning = ' It is a block that writes: what it writes is written once more.' if request.block_type in WRITES else ''
        question = f'This runs the code of {request.block_uuid} again, with all it does outside of this prompt.{warning} Run it? [y/N] '
        if self.raw_input(question).strip().lower() not in ('y', 'yes'):
            self.say('Nothing was run.')
            return
        try:
            returned = run_again(self.session, self.inputs.read())
        except KeyboardInterrupt:
            self.say('\nStopped.')
        except BaseException as error:
            self.failed(error)
        else:
            self.locals['returned'] = returned
            self.say(f'It completed. returned = {value_words(returned)}')

    def failed(self, error: BaseException) -> None:
        self.say(''.join(traceback.format_exception_only(type(error), error)).rstrip())
        places, number = live_places(error, self.session.request.project_path)
        if places:
            self.stand(places, number)
            self.say(f'{self.title(number)}\n{self.here().source(1)}')


def count(words: list[str], otherwise: int = 1) -> int:
    try:
        return int(words[0])
    except (IndexError, ValueError):
        return otherwise
