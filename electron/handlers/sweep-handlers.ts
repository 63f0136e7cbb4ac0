import type { Engine } from '#engine/engine.ts'
import type { HandlersOf } from './handlers-of.ts'

/** Runs of one pipeline over values of its variables. */
export const sweepHandlers = ({ sweeps }: Engine): HandlersOf<'sweep'> => ({
  'sweep.start': (input) => sweeps.start(input),
  'sweep.list': (input) => sweeps.list(input),
  'sweep.stop': (input) => sweeps.stop(input),
})
