import type { IncomingMessage, ServerResponse } from 'node:http'
import { isOwnHost } from '#engine/http/own-host.ts'
import { readBody } from '#engine/http/request-body.ts'
import { Refused } from '#engine/tracking/refused.ts'
import type { ErrorCode } from '#shared/result.ts'
import type { Call } from './route.ts'
import { findRoute } from './router.ts'
import type { ServerCalls } from './tracking-server.ts'

/** A batch of MLflow's is at most a megabyte, the profile of a dataset sixteen. Files are no bodies of this kind and have no limit. */
const largestBody = 32 * 1024 * 1024

/** The version of MLflow whose endpoints we answer: clients ask before they use what is newer. */
const mlflowVersion = '3.17.2'

const codes: Readonly<Partial<Record<ErrorCode, readonly [number, string]>>> = {
  'not-found': [404, 'RESOURCE_DOES_NOT_EXIST'],
  'already-exists': [400, 'RESOURCE_ALREADY_EXISTS'],
  'invalid-input': [400, 'INVALID_PARAMETER_VALUE'],
  conflict: [500, 'INVALID_STATE'],
  unsupported: [501, 'NOT_IMPLEMENTED'],
  'disk-full': [500, 'INTERNAL_ERROR'],
}

const send = (response: ServerResponse, status: number, body: unknown): void => {
  const text = JSON.stringify(body)
  response.writeHead(status, { 'content-type': 'application/json', 'content-length': Buffer.byteLength(text) })
  response.end(text)
}

const sendError = (response: ServerResponse, status: number, words: { code: string; message: string }): void =>
  send(response, status, { error_code: words.code, message: words.message })

/** A page of the internet that had its name lead here must not call, nor one that a browser shows. */
const isOwnCaller = ({ headers, socket }: IncomingMessage): boolean =>
  isOwnHost(headers.host, socket.localPort) && headers.origin === undefined

/** `Bearer` is MLFLOW_TRACKING_TOKEN, `Basic` MLFLOW_TRACKING_PASSWORD. */
const tokenOf = ({ headers }: IncomingMessage): string | null => {
  const [scheme = '', value = ''] = (headers.authorization ?? '').split(' ')
  if (scheme.toLowerCase() === 'bearer') return value
  if (scheme.toLowerCase() !== 'basic') return null
  return Buffer.from(value, 'base64').toString('utf8').split(':').slice(1).join(':')
}

const textOf = (request: IncomingMessage): Promise<string> =>
  readBody(request, largestBody, () => new Refused('invalid-input', 'Expected a body of at most 32 MB.'))

/** Python writes numbers into JSON that JSON does not know. */
const lenientJson = (text: string): unknown => {
  try {
    return JSON.parse(text)
  } catch {
    return JSON.parse(text.replace(/([:[,]\s*)(-?)(NaN|Infinity)(?=\s*[,}\]])/g, '$1"$2$3"'))
  }
}

const bodyOf = async (request: IncomingMessage): Promise<Readonly<Record<string, unknown>>> => {
  const text = await textOf(request)
  if (text.trim() === '') return {}
  try {
    const body = lenientJson(text)
    // An old client sends the JSON as a text in JSON.
    const value = typeof body === 'string' ? lenientJson(body) : body
    if (typeof value === 'object' && value !== null && !Array.isArray(value)) return value as Record<string, unknown>
  } catch {
    // Told below.
  }
  throw new Refused('invalid-input', 'Expected a JSON object as the body of the request.')
}

const queryOf = (query: URLSearchParams): Readonly<Record<string, unknown>> =>
  Object.fromEntries(
    [...new Set(query.keys())].map((key) => {
      const values = query.getAll(key)
      return [key, values.length > 1 ? values : values[0]]
    }),
  )

const answerRoute = async (request: IncomingMessage, response: ServerResponse, call: Call): Promise<void> => {
  const { pathname, searchParams } = new URL(request.url ?? '/', 'http://localhost')
  // The address keeps what the URL parser would tidy away.
  const path = (request.url ?? '/').split('?')[0] ?? pathname
  const found = findRoute(request.method ?? 'GET', path)
  if (found === null) {
    const message = `Pipewright does not answer ${request.method ?? ''} ${path}. Its README of tracking lists what it answers.`
    sendError(response, 404, { code: 'ENDPOINT_NOT_FOUND', message })
    return
  }
  const query = { ...queryOf(searchParams), ...found.named }
  if ('answerRaw' in found.route) {
    await found.route.answerRaw({ request, response, input: query }, call)
    return
  }
  const body = request.method === 'GET' ? {} : await bodyOf(request)
  send(response, 200, (await found.route.answer({ ...body, ...query }, call)) ?? {})
}

const plainAnswers: Readonly<Record<string, string>> = { '/health': 'OK', '/version': mlflowVersion }

const refuse = (response: ServerResponse, error: unknown, onDefect: (error: unknown) => void): void => {
  if (response.headersSent) {
    response.destroy()
    return
  }
  if (error instanceof Refused) {
    const [status, code] = codes[error.error.code] ?? [400, 'BAD_REQUEST']
    sendError(response, status, { code, message: error.error.message })
    return
  }
  onDefect(error)
  sendError(response, 500, { code: 'INTERNAL_ERROR', message: 'Pipewright could not answer. Its log says why.' })
}

/** Answers one request, whatever is asked; never throws. */
export const answerRequest = async (
  request: IncomingMessage,
  response: ServerResponse,
  calls: ServerCalls,
): Promise<void> => {
  try {
    if (!isOwnCaller(request)) {
      sendError(response, 403, {
        code: 'PERMISSION_DENIED',
        message: 'Only programs of this computer may call, by the name localhost.',
      })
      return
    }
    const plain = plainAnswers[(request.url ?? '').split('?')[0] ?? '']
    if (plain !== undefined) {
      response.writeHead(200, { 'content-type': 'text/plain; charset=utf-8' })
      response.end(plain)
      return
    }
    const call = await calls.callOf(tokenOf(request))
    if (call === null) {
      const message = 'Expected the token of this server in MLFLOW_TRACKING_TOKEN.'
      sendError(response, 401, { code: 'UNAUTHENTICATED', message })
      return
    }
    await answerRoute(request, response, call)
  } catch (error) {
    refuse(response, error, calls.onDefect)
  }
}
