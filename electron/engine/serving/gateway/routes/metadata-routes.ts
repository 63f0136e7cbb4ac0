import type { FastifyInstance, FastifyReply } from 'fastify'
import packageFile from '../../../../../package.json' with { type: 'json' }
import { openInferenceProtocol, tensorMetadata } from '../protocols/open-inference.ts'
import type { ServedModel } from '../served-model.ts'
import type { RouteParts } from './route-parts.ts'

type Params = { readonly name: string; readonly version?: string }

/** Versions that answer, the newest last. */
const liveVersions = (model: ServedModel): number[] =>
  model.versions
    .filter(({ state, route }) => state === 'ready' && route.mode === 'live')
    .map(({ route }) => route.version)
    .sort((left, right) => left - right)

const isLive = (model: ServedModel, version: string | undefined): boolean =>
  version === undefined ? model.isHealthy : liveVersions(model).includes(Number(version))

const v2Metadata = (model: ServedModel, version: string | undefined) => {
  const loaded = model.choose(version === undefined ? null : Number(version))
  if (loaded === null) return null
  const { signature, mlmodel } = loaded.pool.launch
  const flavors = Object.keys((mlmodel.flavors as object | undefined) ?? {})
  return {
    name: model.spec.name,
    versions: liveVersions(model).map(String),
    platform: flavors[0] ?? 'python',
    inputs: (signature?.inputs ?? []).map(tensorMetadata),
    outputs: (signature?.outputs ?? []).map(tensorMetadata),
  }
}

const missing = (reply: FastifyReply, { name, version }: Params): FastifyReply => {
  const what = version === undefined ? `model "${name}"` : `version ${version} of "${name}"`
  return reply
    .code(404)
    .send(openInferenceProtocol.refuse({ status: 404, code: 'no-model', message: `There is no ${what} here.` }))
}

const addV2 = (app: FastifyInstance, { models }: RouteParts): void => {
  const isReady = () => [...models.values()].every((model) => model.isHealthy)
  app.get('/v2/health/live', { config: { isOpen: true } }, () => ({ live: true }))
  app.get('/v2/health/ready', { config: { isOpen: true } }, (_, reply) =>
    reply.code(isReady() ? 200 : 503).send({ ready: isReady() }),
  )
  app.get('/v2', () => ({ name: 'pipewright', version: packageFile.version, extensions: [] }))
  for (const path of ['/v2/models/:name', '/v2/models/:name/versions/:version']) {
    app.get<{ Params: Params }>(path, ({ params }, reply) => {
      const model = models.get(params.name)
      const metadata = model === undefined ? null : v2Metadata(model, params.version)
      return metadata === null ? missing(reply, params) : reply.send(metadata)
    })
    app.get<{ Params: Params }>(`${path}/ready`, ({ params }, reply) => {
      const model = models.get(params.name)
      if (model === undefined) return missing(reply, params)
      const ready = isLive(model, params.version)
      return reply.code(ready ? 200 : 503).send({ name: params.name, ready })
    })
  }
}

const described = (model: ServedModel) => ({
  name: model.spec.name,
  versions: model.versions
    .filter(({ state }) => state === 'ready')
    .map(({ route: { version, share, mode, alias } }) => ({ version, share, mode, alias })),
})

/** What is served, and whether it is well: MLflow's addresses, those of the inference protocol, and our own. */
export const addMetadataRoutes = (app: FastifyInstance, parts: RouteParts): void => {
  const { models } = parts
  const isHealthy = () => [...models.values()].every((model) => model.isHealthy)
  for (const path of ['/ping', '/health']) {
    app.get(path, { config: { isOpen: true } }, (_, reply) =>
      reply
        .code(isHealthy() ? 200 : 503)
        .type('application/json')
        .send('\n'),
    )
  }
  app.get('/version', (_, reply) => reply.type('text/plain').send(packageFile.version))
  app.get('/models', () => ({ models: [...models.values()].map(described) }))
  app.get<{ Params: Params }>('/models/:name', ({ params }, reply) => {
    const model = models.get(params.name)
    return model === undefined ? missing(reply, params) : reply.send(described(model))
  })
  addV2(app, parts)
}
