import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { z } from 'zod'
import { jsonSchema } from '#shared/model/json.ts'
import type { FeedbackItem } from '#shared/model/traffic.ts'
import { isTooDeep } from '../check-rows.ts'
import { plainProtocol } from '../protocols/plain.ts'
import type { RouteParts } from './route-parts.ts'

const mostItems = 10_000

/** One truth: of a request, or of a row of it. */
const itemSchema = z.object({
  request_id: z.string().min(1).max(200),
  /** From 0; left out where the request had one row. */
  row: z.number().int().nonnegative().nullable().default(null),
  truth: jsonSchema,
  /** When it became known: milliseconds since 1970, or a time as text. */
  time: z
    .union([z.number(), z.iso.datetime({ offset: true })])
    .nullable()
    .default(null),
})

const bodySchema = z.union([itemSchema.transform((item) => [item]), z.array(itemSchema).max(mostItems)])

const itemOf = ({ request_id, row, truth, time }: z.infer<typeof itemSchema>): FeedbackItem => ({
  requestId: request_id,
  row,
  truth,
  time: typeof time === 'string' ? Date.parse(time) : time,
})

const expected = `Expected {"request_id": "…", "truth": …} or a list of at most ${mostItems} of them; row and time may be given`

/** `POST /feedback`: what was true after all, by the `X-Request-Id` of the answer. */
export const addFeedbackRoutes = (app: FastifyInstance, parts: RouteParts): void => {
  const answer = async (request: FastifyRequest, reply: FastifyReply): Promise<FastifyReply> => {
    const refuse = (status: number, code: string, message: string) =>
      reply.code(status).send(plainProtocol.refuse({ status, code, message }))
    const { name } = request.params as { name?: string }
    const [only] = parts.models.values()
    const model = name === undefined && parts.models.size === 1 ? only : parts.models.get(name ?? '')
    if (model === undefined)
      return refuse(404, 'no-model', 'Name a model that is served: POST /models/<name>/feedback.')
    const body = isTooDeep(request.body as never) ? null : bodySchema.safeParse(request.body)
    if (body?.success !== true) return refuse(422, 'bad-input', `${expected}.`)
    const result = await parts.feedback(model.spec.key, body.data.map(itemOf))
    return result.ok
      ? reply.send({ received: body.data.length, matched: result.value.matched })
      : refuse(503, result.error.code, result.error.message)
  }
  app.post('/feedback', answer)
  app.post('/models/:name/feedback', answer)
}
