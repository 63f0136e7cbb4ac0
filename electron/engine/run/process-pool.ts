import { join } from 'node:path'
import type { EngineContext } from '#engine/engine-context.ts'
import type { RunHost } from '#engine/history/runs-repository.ts'
import { projectEnvironment } from './block-environment.ts'
import type { BlockProcesses } from './block-process.ts'
import { createDirectProcesses } from './direct-process.ts'
import { createSupervisorProcesses } from './supervisor-process.ts'

export type ProcessPool = {
  /** The processes of a project in an interpreter; a warm supervisor is kept until the interpreter changes or it dies. */
  of(projectId: string, interpreter: string): Promise<BlockProcesses>
  /** Ends the supervisor of a project as soon as nothing runs in it: packages of its environment changed. */
  renew(projectId: string): void
  close(projectId: string): Promise<void>
  dispose(): Promise<void>
}

type PoolEntry = { readonly interpreter: string; readonly processes: Promise<BlockProcesses> }

const hasFork = process.platform !== 'win32'

/** Keeps the block processes of one engine. */
export const createProcessPool = (
  context: Pick<EngineContext, 'resourcesDirectory' | 'logger'>,
  host: Promise<RunHost>,
): ProcessPool => {
  const entries = new Map<string, PoolEntry>()
  /** Supervisors that are no longer given out; they end when their last block has. */
  const retired = new Set<Promise<void>>()
  const pythonDirectory = join(context.resourcesDirectory, 'python')

  const create = async (projectId: string, interpreter: string): Promise<BlockProcesses> => {
    const options = { interpreter, projectId, pythonDirectory }
    if (!hasFork) return createDirectProcesses(options)
    const { pid, started } = await host
    const owner = `${pid}/${started}`
    const environment = await projectEnvironment(interpreter)
    const supervised = await createSupervisorProcesses({ ...options, owner, environment, logger: context.logger })
    if (supervised.isUsable()) return supervised
    context.logger.warn('No supervisor could be started; blocks start one by one.', { interpreter })
    await supervised.dispose()
    return createDirectProcesses(options)
  }

  const retire = (projectId: string): Promise<void> => {
    const entry = entries.get(projectId)
    entries.delete(projectId)
    if (entry === undefined) return Promise.resolve()
    const ending = entry.processes.then(async (processes) => {
      await processes.idle()
      await processes.dispose()
    })
    retired.add(ending)
    return ending.finally(() => retired.delete(ending))
  }

  const close = async (projectId: string) => {
    const entry = entries.get(projectId)
    entries.delete(projectId)
    await (await entry?.processes)?.dispose()
  }

  return {
    of: async (projectId, interpreter) => {
      const known = entries.get(projectId)
      if (known !== undefined && known.interpreter === interpreter) {
        const processes = await known.processes
        if (processes.isUsable()) return processes
      }
      // Another caller may have replaced it while this one waited.
      if (entries.get(projectId) === known) {
        void retire(projectId)
        entries.set(projectId, { interpreter, processes: create(projectId, interpreter) })
      }
      const entry = entries.get(projectId)
      return entry === undefined ? create(projectId, interpreter) : entry.processes
    },
    renew: (projectId) => {
      void retire(projectId)
    },
    close,
    dispose: async () => {
      for (const projectId of [...entries.keys()]) await close(projectId)
      await Promise.all(retired)
    },
  }
}
