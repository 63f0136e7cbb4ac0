import { randomUUID } from 'node:crypto'
import type { EngineContext } from '#engine/engine-context.ts'
import type { OpenProject } from '#engine/project/open-project.ts'
import { installPackages, type MakingOutcome, makeEnvironment } from './create-environment.ts'

type Operation = { readonly projectId: string; readonly abort: AbortController; readonly ended: Promise<MakingOutcome> }

/** Environments being made. Events `environment.progressed` tell their lines and their end. */
export type EnvironmentOperations = {
  /**
   * Makes the project's `.venv` from the interpreter; with `packages`, puts those into the interpreter's own environment instead.
   *
   * @returns id of the operation
   */
  start(project: OpenProject, interpreter: string, packages?: readonly string[]): string
  isMaking(projectId: string): boolean
  /** Resolves when it ended; null for an unknown one. */
  ended(operationId: string): Promise<MakingOutcome | null>
  /** False for an unknown one; resolves when nothing of it runs any more. */
  cancel(operationId: string): Promise<boolean>
  cancelAll(): Promise<void>
}

/** Makes the holder of operations; it lives as long as the engine. */
export const createEnvironmentOperations = ({ events }: EngineContext): EnvironmentOperations => {
  const operations = new Map<string, Operation>()
  const making = new Set<string>()

  const finish = (projectId: string, operationId: string, outcome: MakingOutcome): MakingOutcome => {
    making.delete(projectId)
    const line = outcome.message ?? 'The environment is ready.'
    events.emit('environment.progressed', { projectId, operationId, line, ...outcome })
    events.emit('environment.changed', { projectId })
    return outcome
  }

  const start = (project: OpenProject, interpreter: string, packages?: readonly string[]): string => {
    const operationId = randomUUID()
    const abort = new AbortController()
    const report = (line: string) =>
      events.emit('environment.progressed', {
        projectId: project.id,
        operationId,
        line,
        state: 'running',
        message: null,
      })
    making.add(project.id)
    const toMake = { projectPath: project.path, interpreter, report, signal: abort.signal }
    const ended = (packages === undefined ? makeEnvironment(toMake) : installPackages(toMake, packages))
      .catch((error: unknown): MakingOutcome => ({ state: 'failed', message: String(error) }))
      .then((outcome) => finish(project.id, operationId, outcome))
    operations.set(operationId, { projectId: project.id, abort, ended })
    events.emit('environment.changed', { projectId: project.id })
    return operationId
  }

  const cancel = async (operationId: string): Promise<boolean> => {
    const operation = operations.get(operationId)
    operation?.abort.abort()
    await operation?.ended
    return operation !== undefined
  }

  return {
    start,
    isMaking: (projectId) => making.has(projectId),
    ended: async (operationId) => (await operations.get(operationId)?.ended) ?? null,
    cancel,
    cancelAll: async () => {
      await Promise.all([...operations.keys()].map(cancel))
    },
  }
}
