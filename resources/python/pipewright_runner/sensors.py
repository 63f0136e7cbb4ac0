"""Sensors: called until they are true."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

from pipewright_runner.call import call, takes_args, takes_kwargs

if TYPE_CHECKING:
    from pipewright_runner.run_block import Session

DEFAULT_SECONDS = 60.0


def run_sensor(session: Session) -> None:
    """Calls the sensor, waits, and calls again. A sensor has no outputs, so its tests get none."""
    from pipewright_runner.run_block import block_function, execute_block, run_block_tests

    collected = execute_block(session, ['test', 'preprocesser'])
    sensor = block_function(session, collected)
    configured = session.request.extra.get('sensorIntervalSeconds')
    interval = DEFAULT_SECONDS if configured is None else float(configured)
    # As in Mage: without **kwargs a sensor is called with nothing at all, inputs only where it has *args.
    arguments = session.inputs.values if takes_kwargs(sensor) and takes_args(sensor) else []
    tries = 1
    while not call(sensor, arguments, session.variables):
        session.talk.frame('log', 'info', f'Sensor sleeping for {interval:g} seconds...')
        session.talk.event({'event': 'progress', 'done': tries, 'total': None, 'text': f'waiting, {tries} tries'})
        time.sleep(interval)
        tries += 1
    run_block_tests(session, collected, [])
