import { z } from 'zod'
import { blockRunStateSchema, runStateSchema, runSummarySchema } from './run.ts'

/** Durations in milliseconds; null where nothing ended. */
const spread = { p50: z.number().nullable(), p95: z.number().nullable() }

/** How a pipeline did over the days that are looked at. Runs that go on are not counted. */
export const pipelineStatsSchema = z.object({
  pipelineUuid: z.string(),
  runs: z.number().int(),
  completed: z.number().int(),
  failed: z.number().int(),
  ...spread,
  /** The newest runs, oldest first. */
  recent: z.array(z.object({ runId: z.number().int(), state: runStateSchema, durationMs: z.number() })),
})
export type PipelineStats = z.infer<typeof pipelineStatsSchema>

/** How long a block took where it ran: reused and skipped block runs are not counted. */
export const blockStatsSchema = z.object({
  pipelineUuid: z.string(),
  blockUuid: z.string(),
  runs: z.number().int(),
  failed: z.number().int(),
  ...spread,
  /** Part of all the time its pipeline's blocks took, 0 to 1. */
  share: z.number(),
})
export type BlockStats = z.infer<typeof blockStatsSchema>

export const overviewSchema = z.object({
  /** One per day, oldest first, also those without a run; local days of this machine. */
  days: z.array(z.object({ day: z.number(), states: z.partialRecord(runStateSchema, z.number().int()) })),
  pipelines: z.array(pipelineStatsSchema),
  /** The slowest by their median, at most 20. */
  blocks: z.array(blockStatsSchema),
  /** True where there are more runs than are looked at: then only the newest are counted. */
  isPartial: z.boolean(),
})
export type Overview = z.infer<typeof overviewSchema>

const side = z.object({
  state: blockRunStateSchema,
  durationMs: z.number().nullable(),
  peakMemoryBytes: z.number().nullable(),
  attempts: z.number().int(),
  outputs: z.array(z.object({ name: z.string(), summary: z.string() })),
  metrics: z.array(z.object({ name: z.string(), value: z.number() })),
})
export type ComparedSide = z.infer<typeof side>

const sameness = z.enum(['same', 'changed', 'unknown'])
export type Sameness = z.infer<typeof sameness>

/** A block in two runs; null where a run did not have it. */
export const comparedBlockSchema = z.object({
  blockUuid: z.string(),
  left: side.nullable(),
  right: side.nullable(),
  /** Its text as it ran. */
  code: sameness,
  /** What it gave, by content. */
  outputs: sameness,
})
export type ComparedBlock = z.infer<typeof comparedBlockSchema>

/** What is different between two runs. */
export const runComparisonSchema = z.object({
  left: runSummarySchema,
  right: runSummarySchema,
  /** Variables of either run; undefined values are absent. */
  variables: z.array(z.object({ name: z.string(), left: z.json().optional(), right: z.json().optional() })),
  environment: z.object({
    left: z.string().nullable(),
    right: z.string().nullable(),
    /** Packages that differ; null where one of the runs did not keep its packages. */
    packages: z
      .array(z.object({ name: z.string(), left: z.string().nullable(), right: z.string().nullable() }))
      .nullable(),
  }),
  blocks: z.array(comparedBlockSchema),
})
export type RunComparison = z.infer<typeof runComparisonSchema>
