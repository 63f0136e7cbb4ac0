import { z } from 'zod'
import { checkBatch, wrong } from '#engine/tracking/store/check-values.ts'
import { double, keyValue, required, text, texts, whole } from './fields.ts'
import { metricForm } from './forms.ts'
import { type Call, type Route, route } from './route.ts'

/** Old clients say `run_uuid`. */
const runOf = (input: { readonly run_id?: string | undefined; readonly run_uuid?: string | undefined }): string => {
  const id = input.run_id || input.run_uuid
  if (id === undefined || id === '')
    throw wrong(
      "Missing value for required parameter 'run_id'. See the API docs for more information about request parameters.",
    )
  return id
}
const runFields = { run_id: text.optional(), run_uuid: text.optional() }

const metricFields = {
  key: required,
  value: double,
  timestamp: whole,
  step: whole.default(0),
  model_id: text.optional(),
  dataset_name: text.optional(),
  dataset_digest: text.optional(),
}
type GivenMetric = z.infer<z.ZodObject<typeof metricFields>>

/** Logs values of a tracked run, and of the models they were measured on. */
const logMetrics = ({ store }: Call, trackedRunId: string, metrics: readonly GivenMetric[]): void => {
  const isBatch = metrics.length > 1
  const measured = metrics.map(({ key, value, step, timestamp }) => ({ key, value, step, time: timestamp }))
  store.metrics.log(trackedRunId, measured, isBatch)
  for (const [index, metric] of measured.entries()) {
    const given = metrics[index]
    if (given?.model_id === undefined || given.model_id === '') continue
    const dataset = { datasetName: given.dataset_name || null, datasetDigest: given.dataset_digest || null }
    store.models.logMetric(given.model_id, trackedRunId, { ...metric, ...dataset })
  }
}

const changedRun = (call: Call, id: string) => call.changed(call.store.runs.get(id).experimentId, id)

const logBatch = route(
  'POST /mlflow/runs/log-batch',
  z.object({
    run_id: required,
    metrics: z.array(z.object(metricFields)).default([]),
    params: z.array(keyValue).default([]),
    tags: z.array(keyValue).default([]),
  }),
  (input, call) => {
    const { run_id: id, metrics, params, tags } = input
    checkBatch(metrics.length, params.length, tags.length)
    call.store.atOnce(() => {
      call.store.runs.needActive(id)
      call.store.runs.logParams(id, params)
      logMetrics(call, id, metrics)
      call.store.runs.setTags(id, tags)
    })
    changedRun(call, id)
  },
)

const history = route(
  'GET /mlflow/metrics/get-history',
  z.object({ ...runFields, metric_key: required, max_results: whole.optional(), page_token: text.optional() }),
  (input, { store }) => {
    const most = input.max_results ?? null
    if (most !== null && most <= 0)
      throw wrong(`Invalid value ${most} for parameter 'max_results' supplied. It must be a positive integer.`)
    const request = { trackedRunId: runOf(input), key: input.metric_key, most, pageToken: input.page_token ?? null }
    const found = store.metrics.history(request)
    return {
      metrics: found.items.map((point) => metricForm(input.metric_key, point)),
      ...(found.nextToken === null ? {} : { next_page_token: found.nextToken }),
    }
  },
)

/** MLflow's own page asks by this one; its limits are those of mlflow/server/handlers.py. */
const bulk = route(
  'GET /mlflow/metrics/get-history-bulk',
  z.object({ run_id: texts.default([]), metric_key: text.optional(), max_results: whole.default(25_000) }),
  (input, { store }) => {
    const ids = input.run_id
    if (ids.length === 0) throw wrong('GetMetricHistoryBulk request must specify at least one run_id.')
    if (ids.length > 100)
      throw wrong(`GetMetricHistoryBulk request cannot specify more than 100 run_ids. Received ${ids.length} run_ids.`)
    const key = input.metric_key
    if (key === undefined) throw wrong('GetMetricHistoryBulk request must specify a metric_key.')
    const points = store.metrics.bulk(ids, key, Math.min(input.max_results, 25_000))
    return { metrics: points.map((point) => ({ ...metricForm(key, point), run_id: point.trackedRunId })) }
  },
)

const mostPerRun = 2500

const stepsOf = (start: number | undefined, end: number | undefined): readonly [number, number] | null => {
  if (start === undefined && end === undefined) return null
  if (start === undefined || end === undefined)
    throw wrong('If either start step or end step are specified, both must be specified.')
  if (start > end)
    throw wrong(`end_step must be greater than start_step. Found start_step=${start} and end_step=${end}.`)
  return [start, end]
}

const interval = route(
  'GET /mlflow/metrics/get-history-bulk-interval',
  z.object({
    run_ids: texts,
    metric_key: required,
    start_step: whole.optional(),
    end_step: whole.optional(),
    max_results: whole.default(mostPerRun),
  }),
  (input, { store }) => {
    const ids = input.run_ids
    if (ids.length > 100)
      throw wrong(
        `GetMetricHistoryBulkInterval request must specify at most 100 run_ids. Received ${ids.length} run_ids.`,
      )
    const most = input.max_results
    if (most < 1 || most > mostPerRun) throw wrong(`max_results must be between 1 and ${mostPerRun}.`)
    const steps = stepsOf(input.start_step, input.end_step)
    const points = store.metrics.interval({ trackedRunIds: ids, key: input.metric_key, most, steps })
    return { metrics: points.map((point) => ({ ...metricForm(input.metric_key, point), run_id: point.trackedRunId })) }
  },
)

/** MLflow's endpoints of metrics. */
export const metricRoutes: readonly Route[] = [
  logBatch,
  history,
  bulk,
  interval,
  route('POST /mlflow/runs/log-metric', z.object({ ...runFields, ...metricFields }), (input, call) => {
    const id = runOf(input)
    call.store.atOnce(() => {
      call.store.runs.needActive(id)
      logMetrics(call, id, [input])
    })
    changedRun(call, id)
  }),
]
