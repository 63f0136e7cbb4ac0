import type { DebugSession, DebugVariable } from '#shared/model/debug.ts'
import { fail, ok } from '#shared/result.ts'
import type { Answers } from './memory-bridge.ts'

/** A block that stands at a breakpoint. */
export const sampleDebugSession: DebugSession = {
  id: 'debug-1',
  runId: 40,
  blockUuid: 'train_model',
  state: 'stopped',
  stop: {
    reason: 'exception',
    text: 'ValueError: expected 34 columns, got 33',
    frames: [
      { id: 2, file: 'transformers/train_model.py', inProject: true, line: 14, function: 'fit' },
      { id: 1, file: 'transformers/train_model.py', inProject: true, line: 22, function: 'train' },
    ],
  },
  message: null,
}

const variables: Readonly<Record<number, readonly DebugVariable[]>> = {
  10: [
    { name: 'columns', value: '33', type: 'int', reference: 0 },
    { name: 'options', value: "{'depth': 6}", type: 'dict', reference: 11 },
  ],
  11: [{ name: "'depth'", value: '6', type: 'int', reference: 0 }],
}

/** Terminals, and a block under the debugger that answers as debugpy does. */
export const sampleSessions = (): Answers => ({
  'run.failure': () =>
    ok([
      {
        file: 'transformers/train_model.py',
        line: 14,
        function: 'fit',
        variables: [
          { name: 'columns', type: 'int', text: '33', isKept: true },
          { name: 'connection', type: 'Connection', text: '<Connection object>', isKept: false },
        ],
      },
    ]),
  'terminal.list': () => ok([]),
  'terminal.close': () => ok(null),
  'debug.get': () => ok(null),
  'debug.start': () => ok(sampleDebugSession),
  'debug.breakpoints': () => ok(null),
  'debug.move': () => ok(null),
  'debug.stop': () => ok(null),
  'debug.scopes': () => ok([{ name: 'Locals', reference: 10 }]),
  'debug.variables': ({ reference }) => ok([...(variables[reference] ?? [])]),
  'debug.evaluate': ({ expression }) =>
    expression === 'columns * 2'
      ? ok({ value: '66', type: 'int', reference: 0 })
      : fail('invalid-input', `NameError: name '${expression}' is not defined`),
})
