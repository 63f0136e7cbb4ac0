"""Answers batches, one after another, until the gateway is gone."""

from __future__ import annotations

import os
import time
import traceback
from typing import Any, Optional

from pipewright_serving.frames import Channel, connect
from pipewright_serving.model import Answer, Model
from pipewright_serving.plain import plain, to_json


class Worker:
    """One worker over a loaded model."""

    def __init__(self, model: Model, settings: dict[str, Any], index: int) -> None:
        self.model = model
        self.settings = settings
        self.index = index
        self.classes = model.classes()

    def run(self) -> None:
        """Warms up, says hello, and answers until the connection ends."""
        problem = self.warm_up()
        channel = connect(self.settings['address'])
        hello = {
            'secret': self.settings['secret'],
            'index': self.index,
            'pid': os.getpid(),
            'warning': problem,
            'classes': plain(self.classes),
        }
        channel.write(to_json(hello))
        self.answer_all(channel)

    def warm_up(self) -> Optional[str]:
        """The first call of many models is slow: it is made before there is traffic."""
        example = self.settings.get('example')
        if not example:
            return None
        answer = self.answer({'id': 0, 'full': True, **example})
        return None if answer['ok'] else f'{answer["error"]["type"]}: {answer["error"]["message"]}'

    def answer_all(self, channel: Channel) -> None:
        while True:
            message = channel.read()
            if message is None:
                return
            try:
                channel.write(to_json(self.answer(message)))
            except OSError:
                return

    def answer(self, message: dict[str, Any]) -> dict[str, Any]:
        started = time.perf_counter()
        try:
            answer = self.call(message)
            found = self.told(answer, message)
        except Exception as error:
            found = {'ok': False, 'error': described(error)}
        return {'id': message['id'], 'ms': (time.perf_counter() - started) * 1000, **found}

    def call(self, message: dict[str, Any]) -> Answer:
        params = message.get('params') or {}
        if 'columns' in message:
            rows = self.model.table(message['columns'], message['data'])
        else:
            rows = self.model.array(message['array'])
        return self.model.predict_fully(rows, params) if message.get('full') else self.model.predict(rows, params)

    def told(self, answer: Answer, message: dict[str, Any]) -> dict[str, Any]:
        predictions = plain(answer.predictions)
        by_row = isinstance(predictions, list) and len(predictions) == message['rows']
        probabilities = plain(answer.probabilities) if answer.probabilities is not None else None
        return {'ok': True, 'predictions': predictions, 'byRow': by_row, 'probabilities': probabilities}


def described(error: Exception) -> dict[str, Any]:
    text = ''.join(traceback.format_exception(type(error), error, error.__traceback__))
    return {'type': type(error).__name__, 'message': str(error)[:2000], 'traceback': text[-8000:]}
