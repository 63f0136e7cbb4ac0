import type { Engine } from '#engine/engine.ts'
import type { HandlersOf } from './handlers-of.ts'

/** Models as running APIs. */
export const endpointHandlers = ({ endpoints }: Engine): HandlersOf<'endpoint'> => ({
  'endpoint.list': (input) => endpoints.list(input),
  'endpoint.status': (input) => endpoints.status(input),
  'endpoint.serve': (input) => endpoints.serve(input),
  'endpoint.stop': (input) => endpoints.stop(input),
  'endpoint.configure': (input) => endpoints.configure(input),
  'endpoint.rollBack': (input) => endpoints.rollBack(input),
  'endpoint.try': (input) => endpoints.try(input),
})
