import { z } from 'zod'
import { pipelineUuidSchema, runIdSchema } from './ids.ts'
import { jsonMapSchema } from './json.ts'

const count = z.number().int().min(1).max(10_000)

/** What a person asks of a sweep. */
export const newSweepSchema = z.object({
  /** A variable each, as `lr=0.01,0.1`, `depth=3..9` or `lr=log:0.0001..0.1`. */
  over: z.array(z.string().min(1).max(1000)).min(1).max(20),
  /** So many combinations drawn at random; null = all of them. */
  random: count.nullable(),
  /** What the runs are compared by. */
  metric: z.string().min(1).max(250),
  isHighest: z.boolean(),
  /** Runs at once. */
  parallel: z.number().int().min(1).max(64),
  /** Ends the hopeless by successive halving, looking first at this step; null = all run to their end. */
  halving: count.nullable(),
})
export type NewSweep = z.infer<typeof newSweepSchema>

/** A sweep this window started. */
export const sweepStatusSchema = z.object({
  id: z.number().int(),
  pipelineUuid: pipelineUuidSchema,
  metric: z.string(),
  state: z.enum(['running', 'completed', 'failed', 'stopped']),
  total: z.number().int(),
  ended: z.number().int(),
  /** The best run so far. */
  best: z.object({ runId: runIdSchema, value: z.number(), variables: jsonMapSchema }).nullable(),
  /** Why it failed. */
  message: z.string().nullable(),
})
export type SweepStatus = z.infer<typeof sweepStatusSchema>
