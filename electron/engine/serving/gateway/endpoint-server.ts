import type { AddressInfo } from 'node:net'
import fastify, { type FastifyError, type FastifyInstance, type FastifyReply, type FastifyRequest } from 'fastify'
import { fail, ok, type Result } from '#shared/result.ts'
import { limitConnections } from './connections.ts'
import { createGuard, type Guard } from './guard.ts'
import type { ListenSpec } from './messages.ts'
import { plainProtocol } from './protocols/plain.ts'
import type { Protocol, Refusal } from './protocols/protocol.ts'
import { addModelRoutes } from './routes/model-routes.ts'
import type { RouteParts } from './routes/route-parts.ts'

declare module 'fastify' {
  interface FastifyContextConfig {
    /** In whose words errors of this address are said. */
    protocol?: Protocol
    /** Tells no more than that somebody listens, so that no token is needed. */
    isOpen?: boolean
  }
  interface FastifyRequest {
    /** When its first byte came, by `performance.now()`. */
    startedAt: number
  }
}

/** Milliseconds a caller may take to send its headers, then its body. */
const headersMs = 10_000
const bodyMs = 30_000
const idleMs = 65_000
/** Bytes of bodies that may be in memory at once, as a multiple of the largest one. */
const bodiesAtOnce = 16
const leastBodyBytes = 64 * 1024 * 1024

/** Listens on one port for the models of one project. */
export type EndpointServer = {
  readonly port: number
  /** Takes over other names, token and limits at once; host and port stay. */
  change(listen: ListenSpec): void
  close(): Promise<void>
}

const protocolOf = (request: FastifyRequest): Protocol => request.routeOptions.config.protocol ?? plainProtocol

const refuse = (request: FastifyRequest, reply: FastifyReply, refusal: Refusal): FastifyReply =>
  reply.code(refusal.status).send(protocolOf(request).refuse(refusal))

const words: Readonly<Record<string, (error: FastifyError, listen: ListenSpec) => Refusal>> = {
  FST_ERR_CTP_BODY_TOO_LARGE: (_, { bodyBytes }) => ({
    status: 413,
    code: 'too-large',
    message: `Expected a body of at most ${(bodyBytes / 1024 / 1024).toLocaleString('en')} MB.`,
  }),
  FST_ERR_CTP_INVALID_MEDIA_TYPE: () => ({
    status: 415,
    code: 'media-type',
    message: 'Expected the header Content-Type: application/json, or text/csv for /invocations.',
  }),
  FST_ERR_CTP_EMPTY_JSON_BODY: () => ({
    status: 400,
    code: 'bad-json',
    message: 'Expected a body of JSON, got nothing.',
  }),
}

const refusalOf = (error: FastifyError, listen: ListenSpec): Refusal => {
  const known = words[error.code]
  if (known !== undefined) return known(error, listen)
  const status = error.statusCode ?? 500
  if (status >= 500) return { status: 500, code: 'internal', message: 'Pipewright could not answer; its log says why.' }
  const hint = /NaN|Infinity|token|JSON/i.test(error.message) ? ' NaN and Infinity are no JSON: send null instead.' : ''
  return { status, code: 'bad-json', message: `The body could not be read: ${error.message}.${hint}` }
}

/** Bounds what bodies take in memory: a body without a length counts as the largest. */
const limitBodies = (app: FastifyInstance, listen: () => ListenSpec): void => {
  let bytes = 0
  app.addHook('onRequest', (request, reply, done) => {
    const { bodyBytes } = listen()
    if (request.method !== 'POST') {
      done()
      return
    }
    const length = Math.min(bodyBytes, Number(request.headers['content-length'] ?? bodyBytes) || 0)
    if (bytes + length > Math.max(leastBodyBytes, bodyBytes * bodiesAtOnce)) {
      reply.header('retry-after', '1').header('connection', 'close')
      refuse(request, reply, {
        status: 429,
        code: 'overloaded',
        message: 'Too many large bodies at once. Try again later.',
      })
      return
    }
    bytes += length
    reply.raw.once('close', () => {
      bytes -= length
    })
    done()
  })
}

const createApp = (guard: () => Guard, listen: () => ListenSpec, parts: RouteParts): FastifyInstance => {
  const app = fastify({
    bodyLimit: listen().bodyBytes,
    requestTimeout: bodyMs,
    keepAliveTimeout: idleMs,
    forceCloseConnections: true,
    routerOptions: { maxParamLength: 200 },
    http: { connectionsCheckingInterval: 1_000, headersTimeout: headersMs, keepAlive: true, noDelay: true },
  })
  app.decorateRequest('startedAt', 0)
  // A page of another site may send text without asking first; nothing here is spoken in it.
  app.removeContentTypeParser('text/plain')
  app.addContentTypeParser('text/csv', { parseAs: 'string' }, (_, body, done) => done(null, body))
  app.addHook('onRequest', (request, reply, done) => {
    request.startedAt = performance.now()
    const refusal = guard()(request.headers, request.routeOptions.config.isOpen ?? false)
    if (refusal === null) done()
    else {
      if (refusal.status === 401) reply.header('www-authenticate', 'Bearer')
      // Its body is not worth reading.
      reply.header('connection', 'close')
      refuse(request, reply, refusal)
    }
  })
  limitBodies(app, listen)
  app.setErrorHandler<FastifyError>((error, request, reply) => {
    const refusal = refusalOf(error, listen())
    if (refusal.status >= 500)
      parts.logger.error('an endpoint could not answer', { error: error.stack ?? String(error) })
    return refuse(request, reply, refusal)
  })
  app.setNotFoundHandler((request, reply) => {
    const message = `There is nothing at ${request.method} ${request.url.slice(0, 200)}. GET /docs lists what there is.`
    return refuse(request, reply, { status: 404, code: 'not-found', message })
  })
  addModelRoutes(app, parts)
  return app
}

const listenFailure = (error: NodeJS.ErrnoException, { host, port }: ListenSpec): Result<never> => {
  if (error.code === 'EADDRINUSE') {
    const message = `Port ${port} is taken by another program. Choose another port, or stop that program.`
    return fail('conflict', message, { port })
  }
  const why = error.code === 'EACCES' ? 'this user may not listen there' : error.message
  return fail('unsupported', `Listening on ${host}, port ${port}, failed: ${why}. Choose another port or address.`)
}

/** Begins to listen; fails with `conflict` where the port is taken. */
export const createEndpointServer = async (listen: ListenSpec, parts: RouteParts): Promise<Result<EndpointServer>> => {
  let current = listen
  let guard = createGuard(listen)
  const app = createApp(
    () => guard,
    () => current,
    parts,
  )
  limitConnections(app.server, () => current.connections)
  try {
    await app.listen({ host: listen.host, port: listen.port, backlog: 1024 })
  } catch (error) {
    await app.close()
    return listenFailure(error as NodeJS.ErrnoException, listen)
  }
  return ok({
    port: (app.server.address() as AddressInfo).port,
    change: (wanted) => {
      current = wanted
      guard = createGuard(wanted)
    },
    close: () => app.close(),
  })
}
