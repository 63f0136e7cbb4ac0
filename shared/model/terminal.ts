import { z } from 'zod'
import { blockUuidSchema, runIdSchema } from './ids.ts'

/** What a terminal is for. */
export const terminalKindSchema = z.discriminatedUnion('kind', [
  /** A shell in the project folder, its environment active. */
  z.object({ kind: z.literal('shell') }),
  /** A Python prompt in the frame where a block failed. `attempt` null = the last one. */
  z.object({
    kind: z.literal('repl'),
    runId: runIdSchema,
    blockUuid: blockUuidSchema,
    attempt: z.number().int().positive().nullable(),
  }),
])
export type TerminalKind = z.infer<typeof terminalKindSchema>

/** Columns and rows of characters. */
export const terminalSizeSchema = z.object({
  columns: z.number().int().min(2).max(1000),
  rows: z.number().int().min(1).max(500),
})
export type TerminalSize = z.infer<typeof terminalSizeSchema>

export const terminalSchema = z.object({
  id: z.string(),
  /** Such as `bash` or `train_model · run 41`. */
  title: z.string(),
  what: terminalKindSchema,
  /** Exit code once it ended; null while it lives. */
  exitCode: z.number().int().nullable(),
})
export type Terminal = z.infer<typeof terminalSchema>
