import { z } from 'zod'
import { keptFrameSchema } from '../../model/failure.ts'
import { blockUuidSchema, pipelineUuidSchema, runIdSchema } from '../../model/ids.ts'
import { jsonMapSchema } from '../../model/json.ts'
import { logLevelSchema, logLineSchema } from '../../model/log.ts'
import { previewSchema, tablePageSchema } from '../../model/output.ts'
import { blockDecisionSchema, runSchema, runScopeSchema, runStateSchema, runSummarySchema } from '../../model/run.ts'
import { usageSchema } from '../../model/usage.ts'
import { blockRun, nothing, pipeline, project, type RequestTable, run } from './shapes.ts'

const resumption = run.extend({ again: z.array(blockUuidSchema).min(1).max(100_000).optional() })

/** Runs, what they logged and what they gave. */
export const runRequests = {
  'run.start': {
    /** `reuse`: blocks that are made of the same as in an earlier run take over its outputs; without it all run. */
    input: pipeline.extend({ scope: runScopeSchema, variables: jsonMapSchema, reuse: z.boolean().optional() }),
    output: z.object({ runId: runIdSchema }),
  },
  /** What a run with `reuse` would do, before anything starts. */
  'run.explain': {
    input: pipeline.extend({ scope: runScopeSchema, variables: jsonMapSchema }),
    output: z.array(blockDecisionSchema),
  },
  /**
   * Goes on from a run that failed, was cancelled or crashed: what it had finished is reused. A new run. With `again`, from any run that
   * ended: only these of its block runs (`each:3`; `each` with all its children) and what they feed run, all else stays as it was.
   */
  'run.resume': { input: resumption, output: z.object({ runId: runIdSchema }) },
  /** What such a run would do, before anything starts. */
  'run.explainResume': { input: resumption, output: z.array(blockDecisionSchema) },
  'run.cancel': { input: run, output: nothing },
  'run.list': {
    input: project.extend({
      pipelineUuid: pipelineUuidSchema.nullable(),
      states: z.array(runStateSchema).nullable(),
      /** Only runs older than this id: paging. */
      before: runIdSchema.nullable(),
      limit: z.number().int().min(1).max(500),
    }),
    output: z.array(runSummarySchema),
  },
  'run.get': { input: run, output: runSchema },
  /** Newest run of the pipeline, to colour the canvas; null where there is none. */
  'run.latest': { input: pipeline, output: runSchema.nullable() },
  /** Of each of these blocks the newest run in which it ran, or its output was reused; blocks without one are left out. */
  'run.newestOfBlocks': {
    input: pipeline.extend({ blocks: z.array(blockUuidSchema).max(10_000) }),
    output: z.array(z.object({ blockUuid: z.string(), runId: runIdSchema })),
  },
  'run.delete': { input: run, output: nothing },
  /** Values last given to a run of this pipeline. */
  'run.rememberedVariables': { input: pipeline, output: jsonMapSchema },
  /** The code that ran. */
  'run.code': {
    input: blockRun,
    output: z.object({ text: z.string(), file: z.string().nullable(), current: z.string().nullable() }),
  },
  /** Lines of a run, oldest first; `fromEnd` takes the newest. */
  'run.log': {
    input: run.extend({
      blockUuid: blockUuidSchema.nullable(),
      minimumLevel: logLevelSchema.nullable(),
      search: z.string().max(500).nullable(),
      fromEnd: z.boolean(),
      limit: z.number().int().min(1).max(10_000),
    }),
    output: z.object({ lines: z.array(logLineSchema), total: z.number().int() }),
  },
  /** Memory and processor time of a block run while it ran, its descendants included. */
  'run.usage': { input: blockRun, output: usageSchema },
  /** The frames in which a block failed, with their variables in words; none where nothing was kept. */
  'run.failure': { input: blockRun, output: z.array(keptFrameSchema) },
  /** Shows the raw log file in the system's file manager. */
  'run.revealLog': { input: blockRun, output: nothing },

  'output.preview': {
    input: blockRun.extend({ output: z.string().max(200) }),
    /** `url` (artifact://) where the preview is a file. */
    output: z.object({ preview: previewSchema, url: z.string().nullable() }),
  },
  'output.page': {
    input: blockRun.extend({
      output: z.string().max(200),
      offset: z.number().int().min(0),
      limit: z.number().int().min(1).max(1000),
      sort: z.object({ column: z.string(), descending: z.boolean() }).nullable(),
    }),
    output: tablePageSchema,
  },
  'output.artifactUrl': {
    input: blockRun.extend({ path: z.string().max(1000) }),
    output: z.object({ url: z.string() }),
  },
} as const satisfies RequestTable
