import { z } from 'zod'
import { blockLanguageSchema, blockTypeSchema } from './block.ts'
import { jsonMapSchema } from './json.ts'
import { artifactSchema, metricSchema, outputSchema } from './output.ts'
import {
  blockErrorSchema,
  blockRunStateSchema,
  progressSchema,
  runOriginSchema,
  runScopeSchema,
  runStateSchema,
  testResultSchema,
} from './run.ts'

/** What happened in a run. Facts in the past tense; `time` in milliseconds since the epoch. Folded by `shared/run/apply-run-event.ts`. */
export const runEventSchema = z.discriminatedUnion('kind', [
  z.object({
    kind: z.literal('run-queued'),
    time: z.number(),
    runId: z.number().int(),
    pipelineUuid: z.string(),
    scope: runScopeSchema,
    origin: runOriginSchema,
    variables: jsonMapSchema,
    commit: z.string().nullable(),
    resumedFrom: z.number().int().optional(),
    blocks: z.array(z.object({ blockUuid: z.string(), blockType: blockTypeSchema, language: blockLanguageSchema })),
    edges: z.array(z.object({ from: z.string(), to: z.string() })),
  }),
  z.object({ kind: z.literal('run-started'), time: z.number() }),
  /** A block below a dynamic one runs once per item: its child runs, unknown when the run was queued. */
  z.object({
    kind: z.literal('block-runs-added'),
    time: z.number(),
    parentBlockUuid: z.string(),
    blocks: z.array(z.object({ blockUuid: z.string(), blockType: blockTypeSchema, language: blockLanguageSchema })),
  }),
  z.object({ kind: z.literal('block-started'), time: z.number(), blockUuid: z.string(), attempt: z.number().int() }),
  z.object({ kind: z.literal('block-progressed'), time: z.number(), blockUuid: z.string(), progress: progressSchema }),
  z.object({ kind: z.literal('metric-recorded'), time: z.number(), blockUuid: z.string(), metric: metricSchema }),
  z.object({ kind: z.literal('artifact-written'), time: z.number(), blockUuid: z.string(), artifact: artifactSchema }),
  z.object({
    kind: z.literal('block-ended'),
    time: z.number(),
    blockUuid: z.string(),
    state: blockRunStateSchema,
    reason: z.string().nullable(),
    outputs: z.array(outputSchema),
    artifacts: z.array(artifactSchema),
    tests: z.array(testResultSchema),
    error: blockErrorSchema.nullable(),
    peakMemoryBytes: z.number().nullable(),
    /** Of a reused block run, which never started: where its outputs come from, and what was measured then. */
    reused: z.object({ runId: z.number().int(), metrics: z.array(metricSchema) }).optional(),
  }),
  z.object({ kind: z.literal('run-ended'), time: z.number(), state: runStateSchema, reason: z.string().nullable() }),
])
export type RunEvent = z.infer<typeof runEventSchema>
