import { z } from 'zod'
import { pipelineUuidSchema } from './ids.ts'

const duration = z.string().regex(/^\d+(\.\d+)?\s*[smhd]$/, 'a length such as 90s, 30m, 24h or 7d')

/** What makes a model be trained anew. `drift` and `performance`: an alert of a rule of that kind (`rule` = only of that one). */
export const retrainWhenSchema = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('drift'), rule: z.string().nullable().default(null) }).strict(),
  z.object({ kind: z.literal('performance'), rule: z.string().nullable().default(null) }).strict(),
  /** That many labelled rows more than at the last retraining. */
  z.object({ kind: z.literal('new-data'), rows: z.number().int().min(1) }).strict(),
  /** Cron, in a time zone. */
  z.object({ kind: z.literal('schedule'), cron: z.string().min(1), time_zone: z.string().default('UTC') }).strict(),
  /** A file of the project that matches the pattern is new or changed. */
  z.object({ kind: z.literal('file'), pattern: z.string().min(1).max(1000) }).strict(),
])
export type RetrainWhen = z.infer<typeof retrainWhenSchema>

/** `retraining:` of `models/<name>/monitoring.yaml`. */
export const retrainingSettingsSchema = z
  .object({
    /** Trains and registers a version of this model. Gets `window_start`, `window_end`, `reason`, `labelled_data`, `model_name`. */
    pipeline: pipelineUuidSchema,
    when: z.array(retrainWhenSchema).max(20).default([]),
    /** How far back the labelled data go. */
    window: duration.default('7d'),
    /**
     * Whether the challenger wins: a comparison such as `challenger.auc > champion.auc + 0.005 and challenger.brier < 0.2`, over metrics of both
     * on the same labelled rows, which neither was trained on; or `pipeline: <uuid>`, whose run completes where it does.
     */
    gate: z.union([z.string().min(1).max(2000), z.object({ pipeline: pipelineUuidSchema }).strict()]),
    /** Share of the labelled rows that is kept from training, for the gate. */
    holdout: z.number().min(0.05).max(0.9).default(0.3),
    /** Rows with the same value of this column (a customer, a patient) stay on the same side, so that nobody is known from training. */
    holdout_by: z.string().min(1).max(500).nullable().default(null),
    /** Labelled rows below which nothing is trained. */
    min_rows: z.number().int().min(10).default(200),
    /** What becomes of a challenger that wins. */
    promote: z.enum(['ask', 'canary', 'at-once']).default('ask'),
    canary: z
      .object({
        share: z.number().min(1).max(99).default(10),
        /** Requests the challenger answers before it is judged. */
        requests: z.number().int().min(1).default(200),
        /** Largest share of failed requests, 0 to 1, beyond the champion's. */
        more_errors: z.number().min(0).max(1).default(0.01),
      })
      .strict()
      .default({ share: 10, requests: 200, more_errors: 0.01 }),
    /** No second retraining within this time, unless started by hand. */
    cool_down: duration.default('12h'),
  })
  .strict()
export type RetrainingSettings = z.infer<typeof retrainingSettingsSchema>

export const retrainingStates = [
  'preparing',
  'training',
  'comparing',
  'waiting',
  'canary',
  'promoted',
  'kept',
  'failed',
  'rolled-back',
] as const
export type RetrainingState = (typeof retrainingStates)[number]

export const isRetrainingOver = (state: RetrainingState): boolean =>
  state === 'promoted' || state === 'kept' || state === 'failed' || state === 'rolled-back'

const scores = z.record(z.string(), z.number())

/** One time around the loop. */
export const retrainingSchema = z.object({
  id: z.number().int(),
  model: z.string(),
  state: z.enum(retrainingStates),
  /** What started it, in words. */
  cause: z.string(),
  pipelineUuid: z.string(),
  runId: z.number().int().nullable(),
  champion: z.number().int().nullable(),
  challenger: z.number().int().nullable(),
  windowStart: z.number(),
  windowEnd: z.number(),
  trainingRows: z.number().int().nullable(),
  heldOutRows: z.number().int().nullable(),
  gate: z.object({ condition: z.string(), passed: z.boolean(), champion: scores, challenger: scores }).nullable(),
  /** Why it ended as it did, or what it waits for. */
  reason: z.string().nullable(),
  startedAt: z.number(),
  changedAt: z.number(),
  endedAt: z.number().nullable(),
})
export type Retraining = z.infer<typeof retrainingSchema>
