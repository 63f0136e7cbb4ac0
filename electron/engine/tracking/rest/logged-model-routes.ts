import { z } from 'zod'
import { listArtifacts, placeOfUri } from '#engine/tracking/artifacts.ts'
import { wrong } from '#engine/tracking/store/check-values.ts'
import { flag, keyValue, oneOfNames, required, text, texts, whole } from './fields.ts'
import { loggedModelForm } from './forms.ts'
import { type Call, type Route, route } from './route.ts'

const one = z.object({ model_id: required })
const statuses = [
  'LOGGED_MODEL_STATUS_UNSPECIFIED',
  'LOGGED_MODEL_PENDING',
  'LOGGED_MODEL_READY',
  'LOGGED_MODEL_UPLOAD_FAILED',
] as const
const statusName = oneOfNames(statuses, 0)

const answerWith = (call: Call, id: string) => {
  const model = call.store.models.get(id, false)
  call.changed(model.experimentId, model.sourceRunId)
  return { model: loggedModelForm(model) }
}

const create = route(
  'POST /mlflow/logged-models',
  z.object({
    experiment_id: required,
    name: text.optional(),
    model_type: text.optional(),
    source_run_id: text.optional(),
    params: z.array(keyValue).default([]),
    tags: z.array(keyValue).default([]),
  }),
  (input, call) => {
    const experiment = call.store.experiments.get(input.experiment_id)
    if (experiment.lifecycle !== 'active')
      throw wrong(`The experiment ${experiment.id} must be in the 'active' state. Current state is deleted.`)
    const model = call.store.atOnce(() =>
      call.store.models.create({
        experimentId: experiment.id,
        name: input.name || null,
        artifactLocation: experiment.artifactLocation,
        modelType: input.model_type || null,
        sourceRunId: input.source_run_id || null,
        params: input.params,
        tags: input.tags,
      }),
    )
    return answerWith(call, model.id)
  },
)

const search = route(
  'POST /mlflow/logged-models/search',
  z.object({
    experiment_ids: texts.default([]),
    filter: text.default(''),
    datasets: z.array(z.object({ dataset_name: text.optional(), dataset_digest: text.optional() })).default([]),
    max_results: whole.default(100),
    order_by: z.array(z.object({ field_name: required, ascending: flag.default(true) })).default([]),
    page_token: text.optional(),
  }),
  (input, { store }) => {
    const datasets = input.datasets.map(({ dataset_name: name = '', dataset_digest: digest }) => {
      if (name === '') throw wrong('`dataset_name` in the `datasets` clause must be specified.')
      return { name, digest: digest || null }
    })
    const found = store.models.search({
      experimentIds: input.experiment_ids,
      filter: input.filter,
      datasets,
      most: input.max_results === 0 ? 100 : input.max_results,
      orderBy: input.order_by.map(({ field_name: field, ascending: isAscending }) => ({ field, isAscending })),
      pageToken: input.page_token ?? null,
    })
    return {
      models: found.items.map(loggedModelForm),
      ...(found.nextToken === null ? {} : { next_page_token: found.nextToken }),
    }
  },
)

/** Endpoints of MLflow 3's logged models. */
export const loggedModelRoutes: readonly Route[] = [
  create,
  search,
  route(
    'GET /mlflow/logged-models/{model_id}',
    one.extend({ allow_deleted: flag.default(false) }),
    (input, { store }) => ({
      model: loggedModelForm(store.models.get(input.model_id, input.allow_deleted)),
    }),
  ),
  route('PATCH /mlflow/logged-models/{model_id}', one.extend({ status: statusName }), (input, call) => {
    call.store.models.finalise(input.model_id, statuses.indexOf(input.status))
    return answerWith(call, input.model_id)
  }),
  route('DELETE /mlflow/logged-models/{model_id}', one, (input, call) => {
    const { experimentId } = call.store.models.get(input.model_id, false)
    call.store.models.delete(input.model_id)
    call.changed(experimentId, null)
  }),
  route(
    'POST /mlflow/logged-models/{model_id}/params',
    one.extend({ params: z.array(keyValue).default([]) }),
    (input, call) => {
      call.store.atOnce(() => call.store.models.logParams(input.model_id, input.params))
      answerWith(call, input.model_id)
    },
  ),
  route(
    'PATCH /mlflow/logged-models/{model_id}/tags',
    one.extend({ tags: z.array(keyValue).default([]) }),
    (input, call) => {
      call.store.atOnce(() => call.store.models.setTags(input.model_id, input.tags))
      return answerWith(call, input.model_id)
    },
  ),
  route('DELETE /mlflow/logged-models/{model_id}/tags/{key}', one.extend({ key: required }), (input, call) => {
    call.store.models.deleteTag(input.model_id, input.key)
    answerWith(call, input.model_id)
  }),
  route(
    'GET /mlflow/logged-models/{model_id}/artifacts/directories',
    one.extend({ artifact_directory_path: text.optional() }),
    async (input, { store, artifactsRoot }) => {
      const model = store.models.get(input.model_id, false)
      const place = placeOfUri(artifactsRoot, model.artifactUri, input.artifact_directory_path ?? '')
      const files = await listArtifacts(place)
      return {
        root_uri: model.artifactUri,
        files: files.map(({ path, isFolder, bytes }) => ({
          path,
          is_dir: isFolder,
          ...(bytes === null ? {} : { file_size: bytes }),
        })),
      }
    },
  ),
]
