import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { answerCall, requestIdOf } from '../answer-call.ts'
import { mlflowProtocol } from '../protocols/mlflow.ts'
import { openInferenceProtocol } from '../protocols/open-inference.ts'
import { plainProtocol } from '../protocols/plain.ts'
import type { Protocol, Refusal } from '../protocols/protocol.ts'
import type { ServedModel } from '../served-model.ts'
import { addDocumentRoutes } from './document-routes.ts'
import { addFeedbackRoutes } from './feedback-routes.ts'
import { addMetadataRoutes } from './metadata-routes.ts'
import { addPipelineRoutes } from './pipeline-routes.ts'
import type { RouteParts } from './route-parts.ts'

type Params = { readonly name?: string; readonly version?: string }

const unknownModel = (parts: RouteParts, name: string): Refusal => {
  const names = [...parts.models.keys()].join(', ')
  return { status: 404, code: 'no-model', message: `There is no model "${name}" here. Served are: ${names || 'none'}.` }
}

/** The model of the address, or the only one there is. */
const modelOf = (parts: RouteParts, name: string | undefined): ServedModel | Refusal => {
  if (name !== undefined) return parts.models.get(name) ?? unknownModel(parts, name)
  const [only] = parts.models.values()
  if (only !== undefined && parts.models.size === 1) return only
  const names = [...parts.models.keys()]
  const message = `This port serves ${names.join(' and ') || 'no model'}. Name the model: POST /models/<name>/invocations.`
  return { status: 404, code: 'which-model', message }
}

const isRefusal = (found: ServedModel | Refusal): found is Refusal => 'code' in found

const versionOf = (text: string | undefined): number | null => {
  if (text === undefined) return null
  const number = Number(text.replace(/^v/i, ''))
  return Number.isInteger(number) ? number : -1
}

const predict =
  (parts: RouteParts, protocol: Protocol) =>
  async (request: FastifyRequest, reply: FastifyReply): Promise<FastifyReply> => {
    const { name, version } = request.params as Params
    const requestId = requestIdOf(request.headers['x-request-id'])
    reply.header('x-request-id', requestId)
    const model = modelOf(parts, name)
    if (isRefusal(model)) return reply.code(model.status).send(protocol.refuse(model))
    const answered = await answerCall({
      model,
      protocol,
      requestId,
      version: versionOf(version),
      body: request.body,
      startedAt: request.startedAt,
      recorder: parts.recorder,
      isGone: () => request.raw.socket.destroyed,
    })
    reply.code(answered.status).headers(answered.headers).send(answered.body)
    answered.finish()
    return reply
  }

/** All addresses of a port. */
export const addModelRoutes = (app: FastifyInstance, parts: RouteParts): void => {
  const post = (url: string, protocol: Protocol) => app.post(url, { config: { protocol } }, predict(parts, protocol))
  post('/invocations', mlflowProtocol)
  post('/models/:name/invocations', mlflowProtocol)
  post('/models/:name/versions/:version/invocations', mlflowProtocol)
  post('/models/:name/predict', plainProtocol)
  post('/models/:name/versions/:version/predict', plainProtocol)
  post('/v2/models/:name/infer', openInferenceProtocol)
  post('/v2/models/:name/versions/:version/infer', openInferenceProtocol)
  addMetadataRoutes(app, parts)
  addFeedbackRoutes(app, parts)
  addPipelineRoutes(app, parts)
  addDocumentRoutes(app, parts)
}
