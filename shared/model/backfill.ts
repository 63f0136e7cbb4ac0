import { z } from 'zod'
import { pipelineUuidSchema, runIdSchema } from './ids.ts'
import { jsonMapSchema } from './json.ts'
import { runStateSchema } from './run.ts'

export const backfillUnits = ['minute', 'hour', 'day', 'week', 'month', 'year'] as const

/** Dates from `from` to `to`, both included, one every so many units. Milliseconds since the epoch; calendar units count in UTC, as in Mage. */
export const backfillRangeSchema = z.object({
  from: z.number(),
  to: z.number(),
  unit: z.enum(backfillUnits),
  every: z.number().int().min(1).max(10_000),
})
export type BackfillRange = z.infer<typeof backfillRangeSchema>

/** What a person writes to make a backfill. */
export const newBackfillSchema = z.object({
  name: z.string().min(1).max(200),
  range: backfillRangeSchema,
  /** Runs at once. */
  parallel: z.number().int().min(1).max(100),
  /** Over those of the pipeline. */
  variables: jsonMapSchema,
})
export type NewBackfill = z.infer<typeof newBackfillSchema>

/** `completed` and `failed` follow from its dates: nothing waits and nothing runs any more. */
export const backfillStates = ['running', 'paused', 'completed', 'failed', 'cancelled'] as const

export const backfillSchema = newBackfillSchema.extend({
  id: z.number().int(),
  pipelineUuid: pipelineUuidSchema,
  createdAt: z.number(),
  state: z.enum(backfillStates),
  total: z.number().int(),
  completed: z.number().int(),
  failed: z.number().int(),
  running: z.number().int(),
})
export type Backfill = z.infer<typeof backfillSchema>

/** One date of a backfill with its newest run. */
export const backfillDateSchema = z.object({
  executionDate: z.number(),
  /** Where the stretch of time ends that the date stands for. */
  until: z.number(),
  /** `waiting` where no run was started; then that of its run, `cancelled` where the backfill was before. */
  state: z.enum(['waiting', 'not-started', ...runStateSchema.options]),
  /** Why no run could be started. */
  reason: z.string().nullable(),
  attempt: z.number().int(),
  runId: runIdSchema.nullable(),
})
export type BackfillDate = z.infer<typeof backfillDateSchema>
