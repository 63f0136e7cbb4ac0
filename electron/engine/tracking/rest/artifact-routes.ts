import { pipeline } from 'node:stream/promises'
import { z } from 'zod'
import { mimeOf } from '#engine/outputs/artifact-url.ts'
import {
  type ArtifactPlace,
  deleteArtifact,
  listArtifacts,
  placeIn,
  placeOfUri,
  readArtifact,
  readablePlace,
  writeArtifact,
} from '#engine/tracking/artifacts.ts'
import { wrong } from '#engine/tracking/store/check-values.ts'
import type { TrackedArtifact } from '#shared/model/tracking.ts'
import { required, text } from './fields.ts'
import { type Exchange, type RawRoute, type Route, rawRoute, route } from './route.ts'

const fileForm = ({ path, isFolder, bytes }: TrackedArtifact) => ({
  path,
  is_dir: isFolder,
  ...(bytes === null ? {} : { file_size: bytes }),
})

const runFields = z.object({ run_id: text.optional(), run_uuid: text.optional(), path: text.optional() })

const runOf = (input: z.infer<typeof runFields>): string => {
  const id = input.run_id || input.run_uuid
  if (id === undefined || id === '')
    throw wrong(
      "Missing value for required parameter 'run_id'. See the API docs for more information about request parameters.",
    )
  return id
}

/** MLflow's endpoints of artifacts that answer with JSON. */
export const artifactRoutes: readonly Route[] = [
  route('GET /mlflow/artifacts/list', runFields, async (input, { store, artifactsRoot }) => {
    placeIn(artifactsRoot, input.path ?? '')
    const run = store.runs.get(runOf(input))
    const files = await listArtifacts(placeOfUri(artifactsRoot, run.artifactUri, input.path ?? ''))
    return { root_uri: run.artifactUri, files: files.map(fileForm) }
  }),
  route('GET /mlflow-artifacts/artifacts', z.object({ path: text.default('') }), async (input, call) => {
    const files = await listArtifacts(readablePlace(call, input.path))
    return { files: files.map((file) => fileForm({ ...file, path: file.path.slice(file.path.lastIndexOf('/') + 1) })) }
  }),
  route('DELETE /mlflow-artifacts/artifacts/{path...}', z.object({ path: required }), (input, { artifactsRoot }) =>
    deleteArtifact(placeIn(artifactsRoot, input.path)),
  ),
]

const sendFile = async ({ response }: Exchange, place: ArtifactPlace): Promise<void> => {
  const file = await readArtifact(place)
  const name = encodeURIComponent(file.path.slice(file.path.lastIndexOf('/') + 1))
  response.writeHead(200, {
    'content-type': mimeOf(file.path),
    'content-length': file.bytes,
    // Whatever user code wrote must not run as a page of ours.
    'content-disposition': `attachment; filename*=UTF-8''${name}`,
    'x-content-type-options': 'nosniff',
  })
  await pipeline(file.open(), response)
}

const sendEmpty = ({ response }: Exchange): void => {
  response.writeHead(200, { 'content-type': 'application/json' })
  response.end('{}')
}

const pathOf = (input: Exchange['input']): string => String(input.path ?? '')

/** Endpoints that take or give files. */
export const artifactFileRoutes: readonly RawRoute[] = [
  rawRoute('PUT /mlflow-artifacts/artifacts/{path...}', async (exchange, { artifactsRoot }) => {
    await writeArtifact(placeIn(artifactsRoot, pathOf(exchange.input)), exchange.request)
    sendEmpty(exchange)
  }),
  rawRoute('GET /mlflow-artifacts/artifacts/{path...}', (exchange, call) =>
    sendFile(exchange, readablePlace(call, pathOf(exchange.input))),
  ),
  rawRoute('GET /get-artifact', async (exchange, { store, artifactsRoot }) => {
    const input = runFields.parse(exchange.input)
    placeIn(artifactsRoot, input.path ?? '')
    const run = store.runs.get(runOf(input))
    await sendFile(exchange, placeOfUri(artifactsRoot, run.artifactUri, input.path ?? ''))
  }),
  rawRoute('GET /model-versions/get-artifact', (exchange, { artifactsRoot }) => {
    placeIn(artifactsRoot, pathOf(exchange.input))
    throw wrong('Files of a registered model lie in the project: download them by their mlflow-artifacts address.')
  }),
  rawRoute('GET /mlflow/logged-models/{model_id}/artifacts/files', async (exchange, { store, artifactsRoot }) => {
    const path = String(exchange.input.artifact_file_path ?? '')
    placeIn(artifactsRoot, path)
    const model = store.models.get(String(exchange.input.model_id), false)
    await sendFile(exchange, placeOfUri(artifactsRoot, model.artifactUri, path))
  }),
  rawRoute('POST /mlflow/upload-artifact', async (exchange, { store, artifactsRoot, changed }) => {
    const input = runFields.parse(exchange.input)
    if (runOfOrNull(input) === null) throw wrong('Request must specify run_uuid.')
    if ((input.path ?? '') === '') throw wrong('Request must specify path.')
    if (exchange.request.headers['content-length'] === '0') throw wrong('Request must specify data.')
    const run = store.runs.get(runOf(input))
    await writeArtifact(placeOfUri(artifactsRoot, run.artifactUri, input.path ?? ''), exchange.request)
    changed(run.experimentId, run.id)
    sendEmpty(exchange)
  }),
]

const runOfOrNull = (input: z.infer<typeof runFields>): string | null => input.run_id || input.run_uuid || null
