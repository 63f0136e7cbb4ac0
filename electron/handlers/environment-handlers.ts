import type { Engine } from '#engine/engine.ts'
import type { HandlersOf } from './handlers-of.ts'

/** The project's interpreter and packages. */
export const environmentHandlers = ({ environments }: Engine): HandlersOf<'environment'> => ({
  'environment.get': (input) => environments.get(input),
  'environment.interpreters': (input) => environments.interpreters(input),
  'environment.choose': (input) => environments.choose(input),
  'environment.create': (input) => environments.create(input),
  'environment.cancel': (input) => environments.cancel(input),
})
