import type { LogFile } from './log-file.ts'
import type { RunRecord } from './run-record.ts'

/** A run that goes on in this host. */
export type ActiveRun = {
  readonly projectId: string
  readonly record: RunRecord
  readonly abort: AbortController
  /** Logs that are being written. */
  readonly logs: Set<LogFile>
  /** Resolves when the run has ended and is stored. */
  done: Promise<void>
}

/** The runs of this host. */
export type ActiveRuns = {
  add(run: ActiveRun): void
  get(projectId: string, runId: number): ActiveRun | null
  /** Of one project, or of all. */
  of(projectId: string | null): ActiveRun[]
}

/** Keeps each run from its first event until its last is stored. */
export const createActiveRuns = (): ActiveRuns => {
  const runs = new Map<string, ActiveRun>()
  const key = (projectId: string, runId: number) => `${projectId}/${runId}`
  return {
    add: (run) => {
      const name = key(run.projectId, run.record.run().id)
      runs.set(name, run)
      void run.done.finally(() => runs.delete(name))
    },
    get: (projectId, runId) => runs.get(key(projectId, runId)) ?? null,
    of: (projectId) => [...runs.values()].filter((run) => projectId === null || run.projectId === projectId),
  }
}
