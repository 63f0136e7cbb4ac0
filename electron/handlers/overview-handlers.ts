import type { Engine } from '#engine/engine.ts'
import type { HandlersOf } from './handlers-of.ts'

/** How runs did over time, and against each other. */
export const overviewHandlers = ({ overview }: Engine): HandlersOf<'overview'> => ({
  'overview.get': (input) => overview.get(input),
  'overview.compare': (input) => overview.compare(input),
})
