import type { Engine } from '#engine/engine.ts'
import type { HandlersOf } from './handlers-of.ts'

/** Terminals and the debugger. */
export const sessionHandlers = ({ terminals, debugs }: Engine): HandlersOf<'terminal' | 'debug'> => ({
  'terminal.list': (input) => terminals.list(input),
  'terminal.open': (input) => terminals.open(input),
  'terminal.write': (input) => terminals.write(input),
  'terminal.resize': (input) => terminals.resize(input),
  'terminal.drawn': (input) => terminals.drawn(input),
  'terminal.close': (input) => terminals.close(input),
  'debug.get': (input) => debugs.get(input),
  'debug.start': (input) => debugs.start(input),
  'debug.install': (input) => debugs.install(input),
  'debug.breakpoints': (input) => debugs.breakpoints(input),
  'debug.move': (input) => debugs.move(input),
  'debug.scopes': (input) => debugs.scopes(input),
  'debug.variables': (input) => debugs.variables(input),
  'debug.evaluate': (input) => debugs.evaluate(input),
  'debug.stop': (input) => debugs.stop(input),
})
