import { z } from 'zod'
import { wrong } from '#engine/tracking/store/check-values.ts'
import type { KeyValue } from '#engine/tracking/store/write-tracked-runs.ts'
import { originTags, type TrackedRun, trackedRunStatuses } from '#shared/model/tracking.ts'
import { keyValue, oneOfNames, required, text, texts, view, whole } from './fields.ts'
import { runForm, runInfoForm } from './forms.ts'
import { type Call, type Route, route } from './route.ts'

/** Old clients say `run_uuid`. */
const withRun = <Shape extends z.ZodRawShape>(shape: Shape) =>
  z.preprocess(
    (input) => {
      const given = input as Record<string, unknown>
      return given.run_id === undefined || given.run_id === '' ? { ...given, run_id: given.run_uuid } : given
    },
    z.object({ run_id: required, ...shape }),
  )

const formOf = (run: TrackedRun, { store }: Call) =>
  runForm(run, { datasets: store.inputs.datasets(run.id), models: store.inputs.models(run.id) })

const tagsOf = (tags: readonly KeyValue[], { caller }: Call): readonly KeyValue[] => {
  const origin = [
    [originTags.run, caller.runId === null ? null : String(caller.runId)],
    [originTags.pipeline, caller.pipelineUuid],
    [originTags.block, caller.blockUuid],
  ] as const
  return [...tags, ...origin.flatMap(([key, value]) => (value === null ? [] : [{ key, value }]))]
}

const createRun = route(
  'POST /mlflow/runs/create',
  z.object({
    experiment_id: text.default('0'),
    user_id: text.optional(),
    start_time: whole.optional(),
    run_name: text.optional(),
    tags: z.array(keyValue).default([]),
  }),
  (input, call) => {
    const experiment = call.store.experiments.get(input.experiment_id === '' ? '0' : input.experiment_id)
    if (experiment.lifecycle !== 'active')
      throw wrong(`The experiment ${experiment.id} must be in the 'active' state. Current state is deleted.`)
    const run = call.store.atOnce(() =>
      call.store.runs.create({
        experimentId: experiment.id,
        name: input.run_name ?? null,
        user: input.user_id ?? null,
        startedAt: input.start_time ?? null,
        tags: tagsOf(input.tags, call),
        artifactLocation: experiment.artifactLocation,
        origin: call.caller,
      }),
    )
    call.changed(experiment.id, run.id)
    return { run: formOf(run, call) }
  },
)

const changedRun = (call: Call, id: string) => call.changed(call.store.runs.get(id).experimentId, id)

const searchRuns = route(
  'POST /mlflow/runs/search',
  z.object({
    experiment_ids: texts.default([]),
    filter: text.default(''),
    run_view_type: view.default('ACTIVE_ONLY'),
    max_results: whole.refine((value) => value <= 50_000).default(1000),
    order_by: texts.default([]),
    page_token: text.optional(),
  }),
  (input, call) => {
    const found = call.store.searchRuns({
      experimentIds: input.experiment_ids,
      filter: input.filter,
      view: input.run_view_type,
      most: input.max_results,
      orderBy: input.order_by,
      pageToken: input.page_token ?? null,
    })
    return {
      runs: found.items.map((run) => formOf(run, call)),
      ...(found.nextToken === null ? {} : { next_page_token: found.nextToken }),
    }
  },
)

const datasetInput = z.object({
  tags: z.array(keyValue).default([]),
  dataset: z.object({
    name: required,
    digest: required,
    source_type: required,
    source: required,
    schema: text.optional(),
    profile: text.optional(),
  }),
})

const logInputs = route(
  'POST /mlflow/runs/log-inputs',
  withRun({
    datasets: z.array(datasetInput).default([]),
    models: z.array(z.object({ model_id: required })).default([]),
  }),
  (input, call) => {
    const { store } = call
    store.runs.needActive(input.run_id)
    const run = store.runs.get(input.run_id)
    const datasets = input.datasets.map(({ tags, dataset }) => ({
      tags,
      dataset: {
        name: dataset.name,
        digest: dataset.digest,
        sourceType: dataset.source_type,
        source: dataset.source,
        schema: dataset.schema ?? null,
        profile: dataset.profile ?? null,
      },
    }))
    store.atOnce(() => {
      store.inputs.addDatasets(run.id, run.experimentId, datasets)
      const models = input.models.map(({ model_id: modelId }) => ({ kind: 'input' as const, modelId, step: 0 }))
      store.inputs.addModels(run.id, models)
    })
    call.changed(run.experimentId, run.id)
  },
)

const logOutputs = route(
  'POST /mlflow/runs/outputs',
  withRun({ models: z.array(z.object({ model_id: required, step: whole.default(0) })).default([]) }),
  (input, call) => {
    call.store.runs.needActive(input.run_id)
    const models = input.models.map(({ model_id: modelId, step }) => ({ kind: 'output' as const, modelId, step }))
    call.store.atOnce(() => call.store.inputs.addModels(input.run_id, models))
    changedRun(call, input.run_id)
  },
)

/** MLflow's tag that lists the models of a run, before models had ids of their own. */
const modelsTag = 'mlflow.log-model.history'

const logModel = route('POST /mlflow/runs/log-model', withRun({ model_json: required }), (input, call) => {
  const { runs } = call.store
  let model: unknown
  try {
    model = JSON.parse(input.model_json)
  } catch {
    throw wrong('Malformed model info. \n model_json is not valid JSON.')
  }
  const missing = ['artifact_path', 'flavors', 'utc_time_created', 'run_id'].filter(
    (field) => typeof model !== 'object' || model === null || !(field in model),
  )
  if (missing.length > 0) throw wrong(`Model json is missing mandatory fields: ${missing.join(', ')}`)
  call.store.atOnce(() => {
    const before = runs.get(input.run_id).tags[modelsTag]
    const all = [...(before === undefined ? [] : (JSON.parse(before) as unknown[])), model]
    runs.setTags(input.run_id, [{ key: modelsTag, value: JSON.stringify(all) }])
  })
  changedRun(call, input.run_id)
})

/** MLflow's endpoints of runs, metrics apart. */
export const runRoutes: readonly Route[] = [
  createRun,
  searchRuns,
  logInputs,
  logOutputs,
  logModel,
  route('GET /mlflow/runs/get', withRun({}), (input, call) => ({
    run: formOf(call.store.runs.get(input.run_id), call),
  })),
  route(
    'POST /mlflow/runs/update',
    withRun({
      status: oneOfNames(trackedRunStatuses).optional(),
      end_time: whole.optional(),
      run_name: text.optional(),
    }),
    (input, call) => {
      call.store.runs.needActive(input.run_id)
      const { status, end_time: endedAt, run_name: name } = input
      const run = call.store.atOnce(() => call.store.runs.update(input.run_id, { status, endedAt, name }))
      call.changed(run.experimentId, run.id)
      return { run_info: runInfoForm(run) }
    },
  ),
  route('POST /mlflow/runs/delete', withRun({}), (input, call) => {
    call.store.runs.setLifecycle(input.run_id, 'deleted')
    changedRun(call, input.run_id)
  }),
  route('POST /mlflow/runs/restore', withRun({}), (input, call) => {
    call.store.runs.setLifecycle(input.run_id, 'active')
    changedRun(call, input.run_id)
  }),
  route('POST /mlflow/runs/log-parameter', withRun(keyValue.shape), (input, call) => {
    call.store.atOnce(() => call.store.runs.logParams(input.run_id, [input]))
    changedRun(call, input.run_id)
  }),
  route('POST /mlflow/runs/set-tag', withRun(keyValue.shape), (input, call) => {
    call.store.atOnce(() => call.store.runs.setTags(input.run_id, [input]))
    changedRun(call, input.run_id)
  }),
  route('POST /mlflow/runs/delete-tag', withRun({ key: required }), (input, call) => {
    call.store.runs.deleteTag(input.run_id, input.key)
    changedRun(call, input.run_id)
  }),
]
