import type { EngineContext } from '#engine/engine-context.ts'
import type { RunHost } from '#engine/history/runs-repository.ts'
import { ok, type Result } from '#shared/result.ts'
import { type CallableTrigger, createApiCalls } from './api-calls.ts'
import { createApiServer } from './api-server.ts'
import { createScheduler, type Scheduler } from './scheduler.ts'
import { isAtWork, type KnownTrigger, type TriggersDependencies } from './triggers-dependencies.ts'

/** The schedulers of all projects at work in this host, and the one server for their API triggers. */
export type Schedulers = {
  /** From now on the project's triggers fire here. Resolves when what is due now has been started. */
  work(projectId: string): Promise<Result<null>>
  /** Something may be due; nothing where the project is not at work. */
  poke(projectId: string): Promise<void>
  /** Port the API is called on; null while it does not listen. */
  apiPort(): number | null
  close(projectId: string): Promise<void>
  closeAll(): Promise<void>
}

export type SchedulersParts = {
  readonly context: EngineContext
  readonly deps: TriggersDependencies
  readonly host: Promise<RunHost>
  /** Called with a trigger that has fired its only time. */
  readonly onSpent: (projectId: string, known: KnownTrigger) => Promise<void>
}

/** API triggers of the projects at work; the server listens while one of them is on. */
const createApi = ({ context, deps }: SchedulersParts, work: (projectId: string) => Promise<void>) => {
  const callable = new Map<string, readonly CallableTrigger[]>()
  const find = async (id: number | null) =>
    [...callable.values()].flat().filter(({ known }) => id === null || known.mark.id === id)
  const server = createApiServer(createApiCalls({ find, work }))
  let isRefused = false
  const take = async (projectId: string, triggers: readonly CallableTrigger[]) => {
    callable.set(
      projectId,
      triggers.filter(({ known }) => known.trigger.when.kind === 'api'),
    )
    const isWanted = [...callable.values()].flat().some(({ known }) => isAtWork(known, deps.environment))
    const port = deps.apiPort()
    await server.want(isWanted, port)
    const wasRefused = isRefused
    isRefused = isWanted && server.port() === null
    if (isRefused && !wasRefused)
      context.logger.warn('API triggers cannot be called: another program holds the port', { port })
  }
  return { take, port: server.port, close: server.close }
}

/** Makes them; none works yet. */
export const createSchedulers = (parts: SchedulersParts): Schedulers => {
  const { context, deps, host } = parts
  const schedulers = new Map<string, Scheduler>()
  const poke = async (projectId: string) => schedulers.get(projectId)?.poke()
  const api = createApi(parts, poke)
  const close = async (projectId: string) => {
    const scheduler = schedulers.get(projectId)
    schedulers.delete(projectId)
    await scheduler?.stop()
    if (scheduler !== undefined) await api.take(projectId, [])
  }
  return {
    work: async (projectId) => {
      const found = deps.findProject(projectId)
      if (!found.ok) return found
      const onSpent = (known: KnownTrigger) => parts.onSpent(projectId, known)
      const onLook = (triggers: readonly CallableTrigger[]) => api.take(projectId, triggers)
      const scheduler =
        schedulers.get(projectId) ?? createScheduler({ context, deps, project: found.value, host, onSpent, onLook })
      schedulers.set(projectId, scheduler)
      await scheduler.poke()
      return ok(null)
    },
    poke,
    apiPort: api.port,
    close,
    closeAll: async () => {
      await Promise.all([...schedulers.keys()].map(close))
      await api.close()
    },
  }
}
