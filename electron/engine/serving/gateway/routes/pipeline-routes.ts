import type { FastifyInstance, FastifyReply } from 'fastify'
import type { Json, JsonMap } from '#shared/model/json.ts'
import { requestIdOf } from '../answer-call.ts'
import { isTooDeep } from '../check-rows.ts'
import { plainProtocol } from '../protocols/plain.ts'
import { isRecord } from '../read-rows.ts'
import type { RouteParts } from './route-parts.ts'

/** Runs that requests may have going on at once: each is processes of its own. */
const mostAtOnce = 4

const statuses: Readonly<Record<string, number>> = { cancelled: 504, 'not-found': 404, 'invalid-input': 422 }

/** An object is variables by name; a list of rows is the variable `request_rows`. */
const variablesOf = (body: Json): JsonMap | null => {
  if (isTooDeep(body)) return null
  if (Array.isArray(body)) return { request_rows: body }
  return isRecord(body) ? body : null
}

/** `POST /pipelines/<pipeline>/predict`: one run per request, for pipelines the endpoint's settings name. */
export const addPipelineRoutes = (app: FastifyInstance, parts: RouteParts): void => {
  let going = 0
  app.post<{ Params: { uuid: string } }>('/pipelines/:uuid/predict', async (request, reply): Promise<FastifyReply> => {
    const refuse = (status: number, code: string, message: string) =>
      reply.code(status).send(plainProtocol.refuse({ status, code, message }))
    reply.header('x-request-id', requestIdOf(request.headers['x-request-id']))
    const { uuid } = request.params
    const model = [...parts.models.values()].find(({ spec }) => spec.pipelines.includes(uuid))
    if (model === undefined) {
      return refuse(
        404,
        'no-pipeline',
        `No pipeline "${uuid}" may be called here. Name it under pipelines in endpoint.yaml.`,
      )
    }
    const variables = variablesOf(request.body as Json)
    if (variables === null) return refuse(422, 'bad-input', 'Expected an object of variables, or a list of rows.')
    if (going >= mostAtOnce) {
      reply.header('retry-after', '1')
      return refuse(429, 'overloaded', `${mostAtOnce} runs go on already. Try again later.`)
    }
    going += 1
    const { key, tuning } = model.spec
    const call = { pipelineUuid: uuid, variables, timeoutMs: tuning.timeoutMs }
    const result = await parts.runPipeline(key, call).finally(() => {
      going -= 1
    })
    if (!result.ok) return refuse(statuses[result.error.code] ?? 500, result.error.code, result.error.message)
    const { runId, outputs, truncated } = result.value
    return reply.send({ outputs, run: runId, ...(truncated.length === 0 ? {} : { truncated }) })
  })
}
