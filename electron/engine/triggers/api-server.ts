import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { isOwnHost } from '#engine/http/own-host.ts'
import { readBody } from '#engine/http/request-body.ts'

/** Longer bodies are refused while they come. */
const largestBody = 1024 * 1024

/** What a caller sent to one of Mage's URLs: a trigger to fire by its number, or (null) one block to run at once. */
export type ApiCall = { readonly scheduleId: number | null; readonly token: string; readonly body: unknown }
/** What it gets: always with HTTP 200, errors too, as Mage does. */
export type ApiAnswer = { readonly pipeline_run: unknown } | { readonly run: unknown } | { readonly error: ApiError }
type ApiError = {
  readonly code: number
  readonly errors: readonly string[]
  readonly exception: string | null
  readonly message: string
}

export const apiError = (code: number, message: string, exception: string | null = null): ApiAnswer => ({
  error: { code, errors: [message], exception, message },
})

/** Listens on this computer only. */
export type ApiServer = {
  /** Begins to listen where it does not, or stops. Tries again with every call where the port is taken. */
  want(isWanted: boolean, port: number): Promise<void>
  /** Null while it does not listen. */
  port(): number | null
  close(): Promise<void>
}

class TooLarge extends Error {}

const bodyOf = (request: IncomingMessage): Promise<string> => readBody(request, largestBody, () => new TooLarge())

const byPath = /^\/api\/pipeline_schedules\/(\d{1,15})\/pipeline_runs\/([^/]{1,200})\/?$/
const byHeader = /^\/api\/pipeline_schedules\/(\d{1,15})\/api_trigger\/?$/
const oneBlock = /^\/api\/runs(?:\/([^/]{1,200}))?\/?$/

const decoded = (text: string): string => {
  try {
    return decodeURIComponent(text)
  } catch {
    return text
  }
}

/** Trigger number and token of a request; null where it is for something else. */
const targetOf = ({ url = '', headers }: IncomingMessage): Omit<ApiCall, 'body'> | null => {
  const path = url.split('?')[0] ?? ''
  const named = byPath.exec(path)
  if (named !== null) return { scheduleId: Number(named[1]), token: decoded(named[2] ?? '') }
  const bearer = /^Bearer\s+(\S+)\s*$/i.exec(headers.authorization ?? '')?.[1] ?? ''
  const block = oneBlock.exec(path)
  if (block !== null) return { scheduleId: null, token: block[1] === undefined ? bearer : decoded(block[1]) }
  const unnamed = byHeader.exec(path)
  return unnamed === null ? null : { scheduleId: Number(unnamed[1]), token: bearer }
}

const send = (response: ServerResponse, status: number, body: unknown): void => {
  response.writeHead(status, { 'content-type': 'application/json; charset=UTF-8', connection: 'close' })
  response.end(JSON.stringify(body))
}

type Answerer = (call: ApiCall) => Promise<ApiAnswer>

const parsed = (text: string): { readonly value: unknown } | null => {
  if (text.trim() === '') return { value: {} }
  try {
    return { value: JSON.parse(text) }
  } catch {
    return null
  }
}

const answerTo = async (request: IncomingMessage, answer: Answerer): Promise<ApiAnswer> => {
  const target = request.method === 'POST' ? targetOf(request) : null
  if (target === null)
    return apiError(404, 'Expected POST /api/pipeline_schedules/<id>/pipeline_runs/<token> or POST /api/runs/<token>.')
  const body = parsed(await bodyOf(request))
  return body === null ? apiError(400, 'Expected a body of JSON.') : answer({ ...target, body: body.value })
}

const handle = async (request: IncomingMessage, response: ServerResponse, answer: Answerer): Promise<void> => {
  if (!isOwnHost(request.headers.host, request.socket.localPort)) {
    send(response, 403, apiError(403, 'Only this computer may call, by the name localhost.'))
    return
  }
  try {
    send(response, 200, await answerTo(request, answer))
  } catch (error) {
    if (error instanceof TooLarge) send(response, 413, apiError(413, 'Expected a body of at most 1 MB.'))
    else send(response, 200, apiError(500, 'Pipewright could not answer. Its log says why.'))
    request.destroy()
  }
}

const listen = (server: Server, port: number): Promise<boolean> =>
  new Promise((resolve) => {
    server.once('error', () => resolve(false))
    server.listen({ port, host: '127.0.0.1' }, () => resolve(true))
  })

/** Makes a server that does not listen yet. */
export const createApiServer = (answer: Answerer): ApiServer => {
  let server: Server | null = null
  let wantedPort: number | null = null
  let turn: Promise<void> = Promise.resolve()
  const stop = async () => {
    const old = server
    server = null
    wantedPort = null
    if (old === null) return
    old.closeAllConnections()
    await new Promise((resolve) => old.close(resolve))
  }
  const start = async (port: number) => {
    const made = createServer((request, response) => void handle(request, response, answer))
    // A caller that sends its headers a byte a minute must not hold a place for ever.
    made.headersTimeout = 10_000
    made.requestTimeout = 30_000
    made.maxConnections = 100
    if (!(await listen(made, port))) return
    made.unref()
    server = made
    wantedPort = port
  }
  const settle = async (isWanted: boolean, port: number) => {
    if (server !== null && (!isWanted || wantedPort !== port)) await stop()
    if (isWanted && server === null) await start(port)
  }
  return {
    want: (isWanted, port) => {
      turn = turn.then(() => settle(isWanted, port))
      return turn
    },
    port: () => (server === null ? null : (server.address() as AddressInfo).port),
    close: async () => {
      await turn
      await stop()
    },
  }
}
