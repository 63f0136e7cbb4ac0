import type { Readable, Writable } from 'node:stream'
import type { DebugProtocol } from '@vscode/debugprotocol'
import { fail, ok, type Result } from '#shared/result.ts'

/** The other end of the debug protocol: requests with their answers, and events. */
export type DapClient = {
  /** Fails with the adapter's words; with `cancelled` once it is gone. */
  request<Body = unknown>(command: string, args?: unknown): Promise<Result<Body>>
  onEvent(listener: (event: string, body: unknown) => void): void
}

type Message = DebugProtocol.Response | DebugProtocol.Event | DebugProtocol.Request

const headEnd = Buffer.from('\r\n\r\n')

/** Takes the stream apart into messages: a head with the length, then so many bytes of JSON. */
export const createMessageReader = (onMessage: (message: Message) => void): ((chunk: Buffer) => void) => {
  let rest: Buffer = Buffer.alloc(0)
  const next = (): boolean => {
    const end = rest.indexOf(headEnd)
    if (end < 0) return false
    const length = Number(/Content-Length: *(\d+)/i.exec(rest.subarray(0, end).toString('latin1'))?.[1] ?? 0)
    const start = end + headEnd.length
    if (rest.length < start + length) return false
    const text = rest.subarray(start, start + length).toString('utf8')
    rest = rest.subarray(start + length)
    if (text !== '') onMessage(JSON.parse(text) as Message)
    return true
  }
  return (chunk) => {
    rest = Buffer.concat([rest, chunk])
    while (next());
  }
}

const wordsOf = (response: DebugProtocol.Response): string => {
  const body = response.body as { readonly error?: { readonly format?: string } } | undefined
  return response.message ?? body?.error?.format ?? `${response.command} failed.`
}

/** Speaks with a debug adapter over its streams. */
export const createDapClient = (from: Readable, to: Writable): DapClient => {
  const waiting = new Map<number, (result: Result<unknown>) => void>()
  const listeners: ((event: string, body: unknown) => void)[] = []
  let sequence = 0
  let isOver = false

  const end = () => {
    isOver = true
    for (const answer of waiting.values()) answer(fail('cancelled', 'The debugger has ended.'))
    waiting.clear()
  }
  from.on(
    'data',
    createMessageReader((message) => {
      if (message.type === 'event') {
        const { event, body } = message as DebugProtocol.Event
        for (const listener of listeners) listener(event, body)
      } else if (message.type === 'response') {
        const response = message as DebugProtocol.Response
        const answer = waiting.get(response.request_seq)
        waiting.delete(response.request_seq)
        answer?.(response.success ? ok(response.body) : fail('invalid-input', wordsOf(response)))
      }
    }),
  )
  from.on('close', end)
  from.on('end', end)
  to.on('error', end)

  return {
    request: <Body>(command: string, args: unknown = {}) =>
      new Promise<Result<Body>>((resolve) => {
        if (isOver) {
          resolve(fail('cancelled', 'The debugger has ended.'))
          return
        }
        sequence += 1
        waiting.set(sequence, resolve as (result: Result<unknown>) => void)
        const text = JSON.stringify({ seq: sequence, type: 'request', command, arguments: args })
        to.write(`Content-Length: ${Buffer.byteLength(text)}\r\n\r\n${text}`)
      }),
    onEvent: (listener) => void listeners.push(listener),
  }
}
