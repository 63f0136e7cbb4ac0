import { z } from 'zod'
import { breakpointsSchema, debugMoveSchema, debugSessionSchema, debugVariableSchema } from '../../model/debug.ts'
import { blockRun, nothing, project, type RequestTable } from './shapes.ts'

const value = debugVariableSchema.omit({ name: true })

/** A block under the debugger; at most one of a project at a time. */
export const debugRequests = {
  'debug.get': { input: project, output: debugSessionSchema.nullable() },
  /**
   * Runs the block of a past block run again, alone, with its inputs and variables of then, and stops at breakpoints and where an error
   * is not caught. `requirements-missing` where the environment lacks debugpy.
   */
  'debug.start': { input: blockRun.extend({ breakpoints: breakpointsSchema }), output: debugSessionSchema },
  /** Puts debugpy into the project's environment; events of the environment tell the rest. */
  'debug.install': { input: project, output: z.object({ operationId: z.string() }) },
  'debug.breakpoints': { input: project.extend({ breakpoints: breakpointsSchema }), output: nothing },
  'debug.move': { input: project.extend({ move: debugMoveSchema }), output: nothing },
  /** Variables of a frame by groups, such as locals and globals. */
  'debug.scopes': {
    input: project.extend({ frameId: z.number().int() }),
    output: z.array(z.object({ name: z.string(), reference: z.number().int() })),
  },
  /** The parts of a value. */
  'debug.variables': {
    input: project.extend({ reference: z.number().int().positive() }),
    output: z.array(debugVariableSchema),
  },
  /** What an expression is in a frame. `invalid-input` with the error where it raises one. */
  'debug.evaluate': {
    input: project.extend({ frameId: z.number().int(), expression: z.string().min(1).max(100_000) }),
    output: value,
  },
  /** Ends the block and all it started. */
  'debug.stop': { input: project, output: nothing },
} as const satisfies RequestTable
