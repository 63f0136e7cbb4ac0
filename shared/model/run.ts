import { z } from 'zod'
import { blockLanguageSchema, blockTypeSchema } from './block.ts'
import { blockUuidSchema, pipelineUuidSchema, runIdSchema } from './ids.ts'
import { jsonMapSchema } from './json.ts'
import { artifactSchema, metricSchema, outputSchema } from './output.ts'

export const runStates = ['queued', 'running', 'completed', 'failed', 'cancelled', 'crashed'] as const
export const runStateSchema = z.enum(runStates)
export type RunState = z.infer<typeof runStateSchema>

export const blockRunStates = [
  'queued',
  'running',
  'completed',
  'reused',
  'failed',
  'upstream-failed',
  'condition-failed',
  'cancelled',
  'crashed',
] as const
export const blockRunStateSchema = z.enum(blockRunStates)
export type BlockRunState = z.infer<typeof blockRunStateSchema>

/** Which blocks of the pipeline a run takes. Outputs of earlier runs feed blocks whose upstream is not in the scope. */
export const runScopeSchema = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('all') }),
  /** The block and everything upstream of it. */
  z.object({ kind: z.literal('to'), block: blockUuidSchema }),
  /** The block and everything downstream of it. */
  z.object({ kind: z.literal('from'), block: blockUuidSchema }),
  z.object({ kind: z.literal('only'), block: blockUuidSchema }),
  z.object({ kind: z.literal('selection'), blocks: z.array(blockUuidSchema).min(1), withUpstream: z.boolean() }),
])
export type RunScope = z.infer<typeof runScopeSchema>

/** What becomes of a block in a run of what changed. */
export const blockDecisionSchema = z.object({
  blockUuid: z.string(),
  /** `depends`: it is said when the blocks above it have run. `left`: it stays as an earlier run left it, failed or not run. */
  kind: z.enum(['runs', 'reused', 'depends', 'left']),
  /** A whole sentence. */
  reason: z.string(),
})
export type BlockDecision = z.infer<typeof blockDecisionSchema>

/** What started the run. */
export const runOriginSchema = z.object({
  kind: z.enum(['window', 'terminal', 'trigger', 'api', 'backfill', 'pipeline', 'sweep']),
  name: z.string().nullable(),
})
export type RunOrigin = z.infer<typeof runOriginSchema>

export const frameSchema = z.object({
  /** Project-relative where `inProject`, absolute otherwise. */
  file: z.string(),
  inProject: z.boolean(),
  line: z.number().int(),
  function: z.string(),
  code: z.string().nullable(),
})
export type Frame = z.infer<typeof frameSchema>

/** Why a block run failed, in a form that links into the editor. */
export const blockErrorSchema = z.object({
  type: z.string(),
  message: z.string(),
  traceback: z.string(),
  frames: z.array(frameSchema),
})
export type BlockError = z.infer<typeof blockErrorSchema>

export const testResultSchema = z.object({
  name: z.string(),
  state: z.enum(['passed', 'failed']),
  message: z.string().nullable(),
  durationMs: z.number(),
})
export type TestResult = z.infer<typeof testResultSchema>

export const progressSchema = z.object({ done: z.number(), total: z.number().nullable(), text: z.string().nullable() })
export type Progress = z.infer<typeof progressSchema>

/** One execution of a block within a run: the last attempt, as the fold leaves it. */
export const blockRunSchema = z.object({
  /** `<block>:<i>` for child `i` of a dynamic block. */
  blockUuid: z.string(),
  /** The block of the pipeline that this is a child run of. */
  parentBlockUuid: z.string().optional(),
  blockType: blockTypeSchema,
  language: blockLanguageSchema,
  state: blockRunStateSchema,
  /** A sentence a person can act on, once final. */
  reason: z.string().nullable(),
  attempt: z.number().int(),
  queuedAt: z.number(),
  startedAt: z.number().nullable(),
  endedAt: z.number().nullable(),
  progress: progressSchema.nullable(),
  outputs: z.array(outputSchema),
  artifacts: z.array(artifactSchema),
  metrics: z.array(metricSchema),
  tests: z.array(testResultSchema),
  error: blockErrorSchema.nullable(),
  peakMemoryBytes: z.number().nullable(),
  /** The run whose outputs a reused block run took; absent for one that ran. */
  reusedFrom: runIdSchema.optional(),
})
export type BlockRun = z.infer<typeof blockRunSchema>

/** What lists show of a run. Times are milliseconds since the epoch. */
export const runSummarySchema = z.object({
  id: runIdSchema,
  pipelineUuid: pipelineUuidSchema,
  state: runStateSchema,
  reason: z.string().nullable(),
  scope: runScopeSchema,
  origin: runOriginSchema,
  variables: jsonMapSchema,
  queuedAt: z.number(),
  startedAt: z.number().nullable(),
  endedAt: z.number().nullable(),
  blocksTotal: z.number().int(),
  blocksDone: z.number().int(),
  blocksFailed: z.number().int(),
  /** Commit of the project when the run started, short; null outside git. */
  commit: z.string().nullable(),
  /** The run this one goes on from: what that had finished is reused. */
  resumedFrom: runIdSchema.optional(),
})
export type RunSummary = z.infer<typeof runSummarySchema>

/** A run with all its block runs: the state the fold produces. `seq` is the last event folded in. */
export const runSchema = runSummarySchema.extend({
  seq: z.number().int(),
  /** Edges among the blocks of the run when it started, so that a past run opens as it was. */
  edges: z.array(z.object({ from: z.string(), to: z.string() })),
  blockRuns: z.array(blockRunSchema),
})
export type Run = z.infer<typeof runSchema>
