import { z } from 'zod'

/** MLflow's ids: a number for an experiment, 32 hex digits for what it calls a run and we call a tracked run. */
export const experimentIdSchema = z.string().regex(/^\d{1,19}$/)
export const trackedRunIdSchema = z.string().regex(/^[0-9a-zA-Z_-]{1,64}$/)

export const lifecycleSchema = z.enum(['active', 'deleted'])
export type Lifecycle = z.infer<typeof lifecycleSchema>

export const trackedRunStatuses = ['RUNNING', 'SCHEDULED', 'FINISHED', 'FAILED', 'KILLED'] as const
export const trackedRunStatusSchema = z.enum(trackedRunStatuses)
export type TrackedRunStatus = z.infer<typeof trackedRunStatusSchema>

/** A group of tracked runs: one per pipeline, and what the user names. Times are milliseconds since the epoch. */
export const experimentSchema = z.object({
  id: experimentIdSchema,
  name: z.string(),
  /** Where the artifacts of its tracked runs lie: `mlflow-artifacts:/3`, or where the user said. */
  artifactLocation: z.string(),
  lifecycle: lifecycleSchema,
  createdAt: z.number(),
  updatedAt: z.number(),
  tags: z.record(z.string(), z.string()),
})
export type Experiment = z.infer<typeof experimentSchema>

/** An experiment as a list shows it. */
export const experimentSummarySchema = experimentSchema.extend({
  runs: z.number().int(),
  running: z.number().int(),
  lastRunAt: z.number().nullable(),
})
export type ExperimentSummary = z.infer<typeof experimentSummarySchema>

/** A value at a step. Null is no number (NaN); what is infinite is ±1.797e308, as MLflow keeps it. */
export const metricPointSchema = z.object({ value: z.number().nullable(), step: z.number(), time: z.number() })
export type MetricPoint = z.infer<typeof metricPointSchema>

/** One training: what it was given, what it measured. */
export const trackedRunSchema = z.object({
  id: trackedRunIdSchema,
  experimentId: experimentIdSchema,
  name: z.string(),
  status: trackedRunStatusSchema,
  lifecycle: lifecycleSchema,
  user: z.string(),
  startedAt: z.number(),
  endedAt: z.number().nullable(),
  artifactUri: z.string(),
  params: z.record(z.string(), z.string()),
  tags: z.record(z.string(), z.string()),
  /** The newest value of each. */
  metrics: z.record(z.string(), metricPointSchema),
  /** The run and the block it was logged from; null from a notebook or a terminal. */
  runId: z.number().int().nullable(),
  pipelineUuid: z.string().nullable(),
  blockUuid: z.string().nullable(),
})
export type TrackedRun = z.infer<typeof trackedRunSchema>

/** A file or folder of a tracked run, by its path within the run's artifacts. */
export const trackedArtifactSchema = z.object({
  path: z.string(),
  isFolder: z.boolean(),
  bytes: z.number().nullable(),
})
export type TrackedArtifact = z.infer<typeof trackedArtifactSchema>

/** Tags that tie a tracked run to the run and the block it was logged from. */
export const originTags = {
  run: 'pipewright.run_id',
  pipeline: 'pipewright.pipeline',
  block: 'pipewright.block',
} as const
