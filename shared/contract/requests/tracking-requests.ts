import { z } from 'zod'
import {
  experimentIdSchema,
  experimentSummarySchema,
  metricPointSchema,
  trackedArtifactSchema,
  trackedRunIdSchema,
  trackedRunSchema,
} from '../../model/tracking.ts'
import { chosenPath, nothing, project, type RequestTable } from './shapes.ts'

const experiment = project.extend({ experimentId: experimentIdSchema })
const trackedRun = project.extend({ trackedRunId: trackedRunIdSchema })
const trackedRuns = project.extend({ trackedRunIds: z.array(trackedRunIdSchema).min(1).max(1000) })
const artifact = trackedRun.extend({ path: z.string().max(2000) })

/** How many of each were taken over; `skipped` were there already. */
const moved = z.object({ experiments: z.number().int(), trackedRuns: z.number().int(), skipped: z.number().int() })

/** Experiments and what was tracked in them. */
export const trackingRequests = {
  /** Active ones, the one that changed last first. Makes no file where nothing was tracked yet. */
  'experiment.list': { input: project, output: z.array(experimentSummarySchema) },
  'experiment.rename': { input: experiment.extend({ name: z.string().min(1).max(500) }), output: nothing },
  /** With its tracked runs; they stay in the file and can be restored by MLflow's client. */
  'experiment.delete': { input: experiment, output: nothing },
  /** `filter` and `orderBy` in MLflow's syntax: `metrics.auc > 0.8 AND params.model = 'xgboost'`, `metrics.auc DESC`. */
  'trackedRun.search': {
    input: project.extend({
      experimentIds: z.array(experimentIdSchema).max(1000),
      filter: z.string().max(10_000),
      orderBy: z.array(z.string().max(1000)).max(10),
      limit: z.number().int().min(1).max(5000),
      pageToken: z.string().max(1000).nullable(),
    }),
    output: z.object({ trackedRuns: z.array(trackedRunSchema), nextPageToken: z.string().nullable() }),
  },
  'trackedRun.get': { input: trackedRun, output: trackedRunSchema },
  'trackedRun.rename': { input: trackedRun.extend({ name: z.string().min(1).max(250) }), output: nothing },
  /** Null removes the tag. */
  'trackedRun.tag': {
    input: trackedRun.extend({ key: z.string().min(1).max(250), value: z.string().max(8000).nullable() }),
    output: nothing,
  },
  'trackedRun.delete': { input: trackedRuns, output: nothing },
  'trackedRun.restore': { input: trackedRuns, output: nothing },
  /** Values of a metric over steps, at most `limit` of each tracked run, taken evenly. */
  'trackedRun.history': {
    input: project.extend({
      trackedRunIds: z.array(trackedRunIdSchema).min(1).max(100),
      metric: z.string().max(250),
      limit: z.number().int().min(2).max(5000),
    }),
    output: z.array(z.object({ trackedRunId: trackedRunIdSchema, points: z.array(metricPointSchema) })),
  },
  /** What lies directly in a folder of the artifacts; `path` empty = all of them. */
  'trackedRun.artifacts': { input: artifact, output: z.array(trackedArtifactSchema) },
  'trackedRun.artifact': {
    input: artifact,
    output: z.discriminatedUnion('kind', [
      z.object({ kind: z.literal('text'), text: z.string(), truncated: z.boolean() }),
      z.object({
        kind: z.literal('table'),
        columns: z.array(z.string()),
        rows: z.array(z.array(z.string())),
        truncated: z.boolean(),
      }),
      /** `artifact://` address. */
      z.object({ kind: z.literal('image'), url: z.string() }),
      z.object({ kind: z.literal('other'), bytes: z.number() }),
    ]),
  },
  /** Begins to answer MLflow's clients; `token` goes into MLFLOW_TRACKING_TOKEN. */
  'tracking.server': { input: project, output: z.object({ url: z.string(), token: z.string() }) },
  /** From a store of MLflow: a folder such as `mlruns`, or a SQLite file. What is there already is skipped. */
  'tracking.import': { input: project.extend({ path: chosenPath }), output: moved },
  /** Into one: a folder, made where it is not there, or a SQLite file that MLflow made. */
  'tracking.export': { input: project.extend({ path: chosenPath }), output: moved },
} as const satisfies RequestTable
