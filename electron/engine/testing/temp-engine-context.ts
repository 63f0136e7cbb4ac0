import { mkdir, mkdtemp, realpath, rename, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { basename, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { EngineContext } from '#engine/engine-context.ts'
import { createEngineEvents } from '#engine/engine-events.ts'
import type { EventName, EventPayload } from '#shared/contract/events.ts'

export type LoggedLine = {
  readonly level: 'info' | 'warn' | 'error'
  readonly message: string
  readonly facts?: unknown
}

/** An engine context over temporary folders; what it logs and trashes can be looked at. */
export type TempEngineContext = EngineContext &
  AsyncDisposable & { readonly logged: readonly LoggedLine[]; readonly trashDirectory: string }

/** Makes real folders, a real emitter and a trash that is a folder beside them. */
export const createTempEngineContext = async (overrides: Partial<EngineContext> = {}): Promise<TempEngineContext> => {
  const root = await realpath(await mkdtemp(join(tmpdir(), 'pipewright-data-')))
  const trashDirectory = join(root, 'trash')
  const dataDirectory = join(root, 'data')
  for (const folder of [trashDirectory, dataDirectory]) await mkdir(folder)
  const logged: LoggedLine[] = []
  const log = (level: LoggedLine['level']) => (message: string, facts?: Record<string, unknown>) => {
    logged.push({ level, message, facts })
  }
  const logger = { info: log('info'), warn: log('warn'), error: log('error') }
  let trashed = 0
  return {
    dataDirectory,
    resourcesDirectory: fileURLToPath(new URL('../../../resources', import.meta.url)),
    hostKind: 'window',
    logger,
    events: createEngineEvents(logger),
    trash: (path) => {
      trashed += 1
      return rename(path, join(trashDirectory, `${trashed}-${basename(path)}`))
    },
    ...overrides,
    logged,
    trashDirectory,
    [Symbol.asyncDispose]: () => rm(root, { recursive: true, force: true, maxRetries: 5 }),
  }
}

/** Resolves with the first event of that name that satisfies the fact; listens from the call on. Rejects after `timeoutMs`. */
export const nextEvent = <Name extends EventName>(
  context: EngineContext,
  name: Name,
  options: { readonly where?: (payload: EventPayload<Name>) => boolean; readonly timeoutMs?: number } = {},
): Promise<EventPayload<Name>> =>
  new Promise((resolve, reject) => {
    const { where = () => true, timeoutMs = 10_000 } = options
    const timer = setTimeout(() => {
      undo()
      reject(new Error(`expected the event ${name} within ${timeoutMs} ms, none came`))
    }, timeoutMs)
    const undo = context.events.on(name, (payload) => {
      if (!where(payload)) return
      clearTimeout(timer)
      undo()
      resolve(payload)
    })
  })
