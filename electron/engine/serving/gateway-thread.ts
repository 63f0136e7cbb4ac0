import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { Worker } from 'node:worker_threads'
import type { Logger } from '#engine/engine-events.ts'
import { fail, type Result } from '#shared/result.ts'
import type {
  EndpointReport,
  GatewayAnswers,
  GatewayEvent,
  GatewayMessage,
  GatewayQuestion,
  GatewayRequest,
  RawRecord,
} from './gateway/messages.ts'

type Listeners = {
  report(endpoints: readonly EndpointReport[]): void
  records(key: string, records: readonly RawRecord[]): void
  asked(key: string, question: GatewayQuestion): Promise<Result<unknown>>
  /** The thread ended by itself: nothing is served any more. */
  lost(reason: string): void
  readonly logger: Logger
}

/** The thread all endpoints of this host are served in. */
export type GatewayThread = {
  ask<Kind extends GatewayRequest['kind']>(
    request: Extract<GatewayRequest, { kind: Kind }>,
  ): Promise<GatewayAnswers[Kind]>
  /** Lets requests that are at work finish, ends all workers, then the thread. */
  close(): Promise<void>
}

/** Megabytes of old objects a gateway may hold: a thread without a limit could take the host with it. */
const heapMb = 1_024

/** The entry beside the built engine (whose code may be in a chunk below it), or the source. */
const entryPath = (): string => {
  const folder = import.meta.dirname
  const built = [join(folder, 'gateway.cjs'), join(folder, '..', 'gateway.cjs')]
  return built.find((path) => existsSync(path)) ?? join(folder, 'gateway', 'gateway.ts')
}

const gone: Result<never> = fail(
  'unsupported',
  'The gateway of endpoints ended; the log says why. Serve the model again.',
)

/** Starts the thread. Requests sent before it is ready wait for it. */
export const startGatewayThread = (listeners: Listeners): GatewayThread => {
  // Electron's and the test runner's own switches are none of the thread's.
  const worker = new Worker(entryPath(), {
    execArgv: [],
    resourceLimits: { maxOldGenerationSizeMb: heapMb },
    name: 'gateway',
  })
  const waiting = new Map<number, (result: Result<never>) => void>()
  let count = 0
  let isClosing = false
  const send = (message: GatewayMessage) => worker.postMessage(message)
  const hear = async (event: GatewayEvent): Promise<void> => {
    switch (event.kind) {
      case 'ready':
        return
      case 'answer':
        waiting.get(event.id)?.(event.result as Result<never>)
        waiting.delete(event.id)
        return
      case 'report':
        listeners.report(event.endpoints)
        return
      case 'records':
        listeners.records(event.key, event.records)
        return
      case 'asked':
        send({ kind: 'told', id: event.id, result: await listeners.asked(event.key, event.question) })
        return
      case 'log':
        listeners.logger[event.level](event.message, event.facts)
        return
    }
  }
  const ended = new Promise<void>((resolve) => worker.once('exit', () => resolve()))
  let reason = 'it ended'
  worker.on('message', (event: GatewayEvent) => void hear(event))
  worker.on('error', (error) => {
    reason = error instanceof Error ? (error.stack ?? error.message) : String(error)
  })
  void ended.then(() => {
    for (const answer of waiting.values()) answer(gone)
    waiting.clear()
    if (!isClosing) listeners.lost(reason)
  })
  const ask: GatewayThread['ask'] = (request) =>
    new Promise((resolve) => {
      count += 1
      waiting.set(count, resolve as (result: Result<never>) => void)
      send({ kind: 'request', id: count, request })
    })
  return {
    ask,
    close: async () => {
      isClosing = true
      await ask({ kind: 'close' })
      await ended
    },
  }
}
