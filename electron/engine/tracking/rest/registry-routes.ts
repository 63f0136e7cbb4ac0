import { anything, type RegistryVerb, type Route, route } from './route.ts'

type Place = Parameters<typeof route>[0]

/** Endpoint of MLflow's model registry → what the registry is asked. */
const places: Readonly<Record<Place, RegistryVerb>> = {
  'POST /mlflow/registered-models/create': 'models.create',
  'GET /mlflow/registered-models/get': 'models.get',
  'POST /mlflow/registered-models/rename': 'models.rename',
  'PATCH /mlflow/registered-models/update': 'models.update',
  'DELETE /mlflow/registered-models/delete': 'models.delete',
  'GET /mlflow/registered-models/search': 'models.search',
  'GET /mlflow/registered-models/get-latest-versions': 'models.latest',
  'POST /mlflow/registered-models/get-latest-versions': 'models.latest',
  'POST /mlflow/registered-models/set-tag': 'models.tag.set',
  'DELETE /mlflow/registered-models/delete-tag': 'models.tag.delete',
  'POST /mlflow/registered-models/alias': 'alias.set',
  'DELETE /mlflow/registered-models/alias': 'alias.delete',
  'GET /mlflow/registered-models/alias': 'alias.get',
  'POST /mlflow/model-versions/create': 'versions.create',
  'GET /mlflow/model-versions/get': 'versions.get',
  'PATCH /mlflow/model-versions/update': 'versions.update',
  'DELETE /mlflow/model-versions/delete': 'versions.delete',
  'GET /mlflow/model-versions/search': 'versions.search',
  'GET /mlflow/model-versions/get-download-uri': 'versions.uri',
  'POST /mlflow/model-versions/transition-stage': 'versions.stage',
  'POST /mlflow/model-versions/set-tag': 'versions.tag.set',
  'DELETE /mlflow/model-versions/delete-tag': 'versions.tag.delete',
}

/** Endpoints of MLflow's model registry. */
export const registryRoutes: readonly Route[] = Object.entries(places).map(([place, verb]) =>
  route(place as Place, anything, (input, { registry }) => registry.answer(verb, input)),
)
