import { z } from 'zod'
import { Refused } from '#engine/tracking/refused.ts'
import { wrong } from '#engine/tracking/store/check-values.ts'
import { keyValue, required, text, texts, view, whole } from './fields.ts'
import { experimentForm } from './forms.ts'
import { type Route, route } from './route.ts'

const one = z.object({ experiment_id: required })

const search = z.object({
  filter: text.default(''),
  order_by: texts.default([]),
  max_results: whole.default(1000),
  page_token: text.optional(),
  view_type: view.default('ACTIVE_ONLY'),
})

const searchExperiments = (place: 'GET /mlflow/experiments/search' | 'POST /mlflow/experiments/search') =>
  route(place, search, (input, { store }) => {
    const found = store.experiments.search({
      filter: input.filter,
      orderBy: input.order_by,
      view: input.view_type,
      most: input.max_results,
      pageToken: input.page_token ?? null,
    })
    return {
      experiments: found.items.map(experimentForm),
      ...(found.nextToken === null ? {} : { next_page_token: found.nextToken }),
    }
  })

/** MLflow's endpoints of experiments. */
export const experimentRoutes: readonly Route[] = [
  route(
    'POST /mlflow/experiments/create',
    z.object({ name: required, artifact_location: text.optional(), tags: z.array(keyValue).default([]) }),
    (input, { store, changed }) => {
      const { name, artifact_location: artifactLocation = null, tags } = input
      const id = store.experiments.create({ name, artifactLocation, tags })
      changed(id, null)
      return { experiment_id: id }
    },
  ),
  searchExperiments('GET /mlflow/experiments/search'),
  searchExperiments('POST /mlflow/experiments/search'),
  route('GET /mlflow/experiments/get', one, (input, { store }) => ({
    experiment: experimentForm(store.experiments.get(input.experiment_id)),
  })),
  route('GET /mlflow/experiments/get-by-name', z.object({ experiment_name: required }), (input, { store }) => {
    const found = store.experiments.byName(input.experiment_name)
    if (found === null) throw new Refused('not-found', `Could not find experiment with name '${input.experiment_name}'`)
    return { experiment: experimentForm(found) }
  }),
  route('POST /mlflow/experiments/delete', one, (input, { store, changed }) => {
    store.experiments.setLifecycle(input.experiment_id, 'deleted')
    changed(input.experiment_id, null)
  }),
  route('POST /mlflow/experiments/restore', one, (input, { store, changed }) => {
    store.experiments.setLifecycle(input.experiment_id, 'active')
    changed(input.experiment_id, null)
  }),
  route('POST /mlflow/experiments/update', one.extend({ new_name: required }), (input, { store, changed }) => {
    store.experiments.rename(input.experiment_id, input.new_name)
    changed(input.experiment_id, null)
  }),
  route('POST /mlflow/experiments/set-experiment-tag', one.extend(keyValue.shape), (input, { store, changed }) => {
    store.experiments.setTag(input.experiment_id, input.key, input.value)
    changed(input.experiment_id, null)
  }),
  route(
    'POST /mlflow/experiments/delete-experiment-tag',
    one.extend({ key: required }),
    (input, { store, changed }) => {
      store.experiments.deleteTag(input.experiment_id, input.key)
      changed(input.experiment_id, null)
    },
  ),
  route('POST /mlflow/experiments/search-datasets', z.object({ experiment_ids: texts.default([]) }), (input, call) => {
    const ids = input.experiment_ids
    if (ids.length === 0) throw wrong('SearchDatasets request must specify at least one experiment_id.')
    if (ids.length > 20)
      throw wrong(
        `SearchDatasets request cannot specify more than 20 experiment_ids. Received ${ids.length} experiment_ids.`,
      )
    const summaries = call.store.inputs.summaries(ids)
    return {
      dataset_summaries: summaries.map(({ experimentId, name, digest, context }) => ({
        experiment_id: experimentId,
        name,
        digest,
        ...(context === null ? {} : { context }),
      })),
    }
  }),
]
