import { join } from 'node:path'
import type { EngineContext } from '#engine/engine-context.ts'
import type { RunHost } from '#engine/history/runs-repository.ts'
import { projectEnvironment } from './block-environment.ts'
import type { BlockProcesses } from './block-process.ts'
import { deferred } from './deferred.ts'
import { createDirectProcesses } from './direct-process.ts'
import { packagesStamp } from './preload.ts'
import { createSupervisorProcesses } from './supervisor-process.ts'

export type ProcessPool = {
  /** The processes of a project in an interpreter; a warm supervisor is kept until the interpreter changes or it dies. */
  of(projectId: string, interpreter: string): Promise<BlockProcesses>
  /** As `of`, but resolves when the supervisor is being started, not when it is ready. */
  begin(projectId: string, interpreter: string): Promise<void>
  /** Loads libraries ahead into the supervisor of a project, where it has one. */
  preload(projectId: string, interpreter: string, modules: readonly string[]): Promise<void>
  /** Ends the supervisor of a project as soon as nothing runs in it: packages of its environment changed. */
  renew(projectId: string): void
  close(projectId: string): Promise<void>
  dispose(): Promise<void>
}

/** Who was given the processes of a project a moment ago may not have started in them yet. */
const lingerMs = 1_000

type PoolEntry = {
  readonly interpreter: string
  readonly processes: Promise<BlockProcesses>
  readonly begun: Promise<void>
  /** Of the packages some of which are loaded; null while none are. */
  stamp: string | null
}

/** False where it must be replaced: another interpreter, a dead supervisor, or packages changed under those that are loaded. */
const isCurrent = async (entry: PoolEntry, interpreter: string): Promise<boolean> => {
  if (entry.interpreter !== interpreter || !(await entry.processes).isUsable()) return false
  return entry.stamp === null || packagesStamp(interpreter) === entry.stamp
}

type PoolContext = Pick<EngineContext, 'resourcesDirectory' | 'dataDirectory' | 'logger'>

const directOptions = ({ resourcesDirectory }: PoolContext, projectId: string, interpreter: string) => ({
  interpreter,
  projectId,
  pythonDirectory: join(resourcesDirectory, 'python'),
})

const startProcesses =
  (context: PoolContext, host: Promise<RunHost>) =>
  async (projectId: string, interpreter: string, onBegun: () => void): Promise<BlockProcesses> => {
    const options = directOptions(context, projectId, interpreter)
    const { pid, started } = await host
    const { logger } = context
    const environment = await projectEnvironment(interpreter)
    try {
      const starting = createSupervisorProcesses({
        ...options,
        bytecodeDirectory: join(context.dataDirectory, 'bytecode'),
        owner: `${pid}/${started}`,
        environment,
        logger,
      })
      onBegun()
      const supervised = await starting
      if (supervised.isUsable()) return supervised
      await supervised.dispose()
    } catch (error) {
      // Such as no place for the socket: a full temporary folder.
      logger.warn('the way to a supervisor could not be opened', { interpreter, error: String(error) })
    }
    logger.warn('no supervisor could be started; blocks start one by one', { interpreter })
    return createDirectProcesses(options)
  }

const startEntry = (create: ReturnType<typeof startProcesses>, projectId: string, interpreter: string): PoolEntry => {
  const begun = deferred<void>()
  const processes = create(projectId, interpreter, begun.resolve)
  const whenBegun = Promise.race([begun.promise, processes.then(() => undefined)])
  return { interpreter, processes, begun: whenBegun, stamp: null }
}

/** Ends the processes of an entry that is no longer given out. */
const endWhenIdle = async (entry: PoolEntry, closing: Promise<void>): Promise<void> => {
  const processes = await entry.processes
  await Promise.race([new Promise((resolve) => setTimeout(resolve, lingerMs).unref()), closing])
  await processes.idle()
  await processes.dispose()
}

const createOpenPool = (context: PoolContext, host: Promise<RunHost>): ProcessPool => {
  const entries = new Map<string, PoolEntry>()
  /** Supervisors that are no longer given out; they end when their last block has. */
  const retired = new Set<Promise<void>>()
  const create = startProcesses(context, host)
  const closing = deferred<void>()

  const retire = (projectId: string): Promise<void> => {
    const entry = entries.get(projectId)
    entries.delete(projectId)
    if (entry === undefined) return Promise.resolve()
    const ending = endWhenIdle(entry, closing.promise)
    retired.add(ending)
    return ending.finally(() => retired.delete(ending))
  }

  const close = async (projectId: string) => {
    const entry = entries.get(projectId)
    entries.delete(projectId)
    await (await entry?.processes)?.dispose()
  }

  const currentEntry = async (projectId: string, interpreter: string): Promise<PoolEntry> => {
    const known = entries.get(projectId)
    if (known !== undefined && (await isCurrent(known, interpreter))) return known
    // Another caller may have replaced it while this one waited.
    const replaced = entries.get(projectId)
    if (replaced !== undefined && replaced !== known) return replaced
    void retire(projectId)
    const entry = startEntry(create, projectId, interpreter)
    entries.set(projectId, entry)
    return entry
  }

  return {
    of: async (projectId, interpreter) => (await currentEntry(projectId, interpreter)).processes,
    begin: async (projectId, interpreter) => (await currentEntry(projectId, interpreter)).begun,
    preload: async (projectId, interpreter, modules) => {
      const stamp = modules.length === 0 ? null : packagesStamp(interpreter)
      if (stamp === null) return
      const entry = entries.get(projectId)
      if (entry === undefined || !(await isCurrent(entry, interpreter))) return
      entry.stamp ??= stamp
      const processes = await entry.processes
      processes.preload(modules)
    },
    renew: (projectId) => {
      void retire(projectId)
    },
    close,
    dispose: async () => {
      closing.resolve()
      for (const projectId of [...entries.keys()]) await close(projectId)
      await Promise.all(retired)
    },
  }
}

/** Keeps the block processes of one engine. */
export const createProcessPool = (context: PoolContext, host: Promise<RunHost>): ProcessPool => {
  const pool = createOpenPool(context, host)
  let isClosed = false
  return {
    ...pool,
    of: async (projectId, interpreter) => {
      // A warm-up that was still asking for its interpreter when the engine ended: nobody would end its supervisor.
      if (isClosed) return createDirectProcesses(directOptions(context, projectId, interpreter))
      return pool.of(projectId, interpreter)
    },
    begin: async (projectId, interpreter) => {
      if (!isClosed) await pool.begin(projectId, interpreter)
    },
    dispose: () => {
      isClosed = true
      return pool.dispose()
    },
  }
}
