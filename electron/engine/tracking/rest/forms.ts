import type { DatasetInput, RunModel } from '#engine/tracking/store/inputs-repository.ts'
import type { LoggedModel } from '#engine/tracking/store/logged-models-repository.ts'
import type { Experiment, MetricPoint, TrackedRun } from '#shared/model/tracking.ts'

/** What we keep, in the JSON of MLflow's messages (mlflow/protos/service.proto). */
const pairs = (values: Readonly<Record<string, string>>) =>
  Object.entries(values).map(([key, value]) => ({ key, value }))

export const experimentForm = (experiment: Experiment) => ({
  experiment_id: experiment.id,
  name: experiment.name,
  artifact_location: experiment.artifactLocation,
  lifecycle_stage: experiment.lifecycle,
  creation_time: experiment.createdAt,
  last_update_time: experiment.updatedAt,
  tags: pairs(experiment.tags),
})

/** JSON knows no NaN: it goes as a word, which MLflow's client reads as the number. */
export const metricForm = (key: string, { value, time, step }: MetricPoint) => ({
  key,
  value: value ?? 'NaN',
  timestamp: time,
  step,
})

export const runInfoForm = (run: TrackedRun) => ({
  run_id: run.id,
  run_uuid: run.id,
  run_name: run.name,
  experiment_id: run.experimentId,
  user_id: run.user,
  status: run.status,
  start_time: run.startedAt,
  ...(run.endedAt === null ? {} : { end_time: run.endedAt }),
  artifact_uri: run.artifactUri,
  lifecycle_stage: run.lifecycle,
})

const datasetInputForm = ({ dataset, tags }: DatasetInput) => ({
  tags,
  dataset: {
    name: dataset.name,
    digest: dataset.digest,
    source_type: dataset.sourceType,
    source: dataset.source,
    ...(dataset.schema === null ? {} : { schema: dataset.schema }),
    ...(dataset.profile === null ? {} : { profile: dataset.profile }),
  },
})

export type RunExtras = { readonly datasets: readonly DatasetInput[]; readonly models: readonly RunModel[] }

export const runForm = (run: TrackedRun, { datasets, models }: RunExtras) => ({
  info: runInfoForm(run),
  data: {
    metrics: Object.entries(run.metrics).map(([key, point]) => metricForm(key, point)),
    params: pairs(run.params),
    tags: pairs(run.tags),
  },
  inputs: {
    dataset_inputs: datasets.map(datasetInputForm),
    model_inputs: models.filter(({ kind }) => kind === 'input').map(({ modelId }) => ({ model_id: modelId })),
  },
  outputs: {
    model_outputs: models
      .filter(({ kind }) => kind === 'output')
      .map(({ modelId, step }) => ({ model_id: modelId, step })),
  },
})

const modelStatuses = ['UNSPECIFIED', 'PENDING', 'READY', 'UPLOAD_FAILED'] as const

export const loggedModelForm = (model: LoggedModel) => ({
  info: {
    model_id: model.id,
    experiment_id: model.experimentId,
    name: model.name,
    creation_timestamp_ms: model.createdAt,
    last_updated_timestamp_ms: model.updatedAt,
    artifact_uri: model.artifactUri,
    status: `LOGGED_MODEL_${modelStatuses[model.status] ?? 'STATUS_UNSPECIFIED'}`.replace(
      'MODEL_UNSPECIFIED',
      'MODEL_STATUS_UNSPECIFIED',
    ),
    model_type: model.modelType ?? '',
    source_run_id: model.sourceRunId ?? '',
    ...(model.statusMessage === null ? {} : { status_message: model.statusMessage }),
    tags: model.tags,
  },
  data: {
    params: model.params,
    metrics: model.metrics.map((metric) => ({
      ...metricForm(metric.key, metric),
      model_id: model.id,
      run_id: metric.trackedRunId,
      ...(metric.datasetName === null ? {} : { dataset_name: metric.datasetName }),
      ...(metric.datasetDigest === null ? {} : { dataset_digest: metric.datasetDigest }),
    })),
  },
})
