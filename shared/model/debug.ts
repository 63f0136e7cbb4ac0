import { z } from 'zod'
import { blockUuidSchema, runIdSchema } from './ids.ts'

/** A place where a block under the debugger stands. */
export const debugFrameSchema = z.object({
  id: z.number().int(),
  /** Project-relative where `inProject`, absolute otherwise. */
  file: z.string(),
  inProject: z.boolean(),
  line: z.number().int(),
  function: z.string(),
})
export type DebugFrame = z.infer<typeof debugFrameSchema>

/** A value as the debugger shows it; `reference` over 0 = it has parts that can be asked for while the block stands still. */
export const debugVariableSchema = z.object({
  name: z.string(),
  value: z.string(),
  type: z.string(),
  reference: z.number().int(),
})
export type DebugVariable = z.infer<typeof debugVariableSchema>

export const debugStopSchema = z.object({
  reason: z.enum(['breakpoint', 'step', 'exception', 'pause', 'other']),
  /** Of an exception: type and message. */
  text: z.string().nullable(),
  /** Innermost first. */
  frames: z.array(debugFrameSchema),
})
export type DebugStop = z.infer<typeof debugStopSchema>

/** A block under the debugger: outside of any run, with the inputs and variables of a past block run. */
export const debugSessionSchema = z.object({
  id: z.string(),
  runId: runIdSchema,
  blockUuid: blockUuidSchema,
  state: z.enum(['starting', 'running', 'stopped', 'ended']),
  /** Where it stands while `stopped`. */
  stop: debugStopSchema.nullable(),
  /** What a person should know: why it ended, that the code is another than that of the run. */
  message: z.string().nullable(),
})
export type DebugSession = z.infer<typeof debugSessionSchema>

/** Lines where a block is to stop, by project file. */
export const breakpointsSchema = z.record(z.string().max(4096), z.array(z.number().int().positive()).max(1000))
export type Breakpoints = z.infer<typeof breakpointsSchema>

export const debugMoves = ['continue', 'pause', 'step-over', 'step-into', 'step-out'] as const
export const debugMoveSchema = z.enum(debugMoves)
export type DebugMove = z.infer<typeof debugMoveSchema>
