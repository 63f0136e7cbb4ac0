import { join } from 'node:path'
import type { EngineContext } from '#engine/engine-context.ts'
import type { OpenProject } from '#engine/project/open-project.ts'
import type { Run } from '#shared/model/run.ts'
import { ok, type Result } from '#shared/result.ts'
import { type BackfillsRepository, createBackfillsRepository } from './backfills-repository.ts'
import { type BlockRunsRepository, createBlockRunsRepository } from './block-runs-repository.ts'
import type { SqlDatabase } from './database.ts'
import { createDeliveriesRepository, type DeliveriesRepository } from './deliveries-repository.ts'
import { createDurationsRepository, type DurationsRepository } from './durations-repository.ts'
import { createExpectedFiles, isFileThere } from './expected-files.ts'
import { watchHistory } from './history-watch.ts'
import { openHistoryFile } from './open-history-file.ts'
import { createRememberedVariables, type RememberedVariables } from './remembered-variables.ts'
import { createRunsRepository, type RunsRepository } from './runs-repository.ts'
import { createTriggerFires, type TriggerFires } from './trigger-fires.ts'
import { createTriggerMarks, type TriggerMarks } from './trigger-marks.ts'

/** The run history of one project: `.pipewright/history.db`. */
export type History = {
  readonly runs: RunsRepository
  readonly blockRuns: BlockRunsRepository
  readonly rememberedVariables: RememberedVariables
  readonly triggerFires: TriggerFires
  readonly triggerMarks: TriggerMarks
  readonly backfills: BackfillsRepository
  readonly deliveries: DeliveriesRepository
  readonly durations: DurationsRepository
  readonly database: SqlDatabase
  /** A run with its block runs; null where there is none of that number. */
  run(runId: number): Run | null
  /** Takes runs and remembered values along when a pipeline gets another id. */
  renamePipeline(from: string, to: string): void
}

/** The histories of all opened projects; one connection each, opened on first need. */
export type Histories = {
  /** Opens the history, making file and folder where missing. */
  of(project: OpenProject): Promise<Result<History>>
  /** As `of`, but null where the project has no history yet: reading a project writes nothing into it. */
  existing(project: OpenProject): Promise<Result<History | null>>
  close(projectId: string): Promise<void>
  dispose(): Promise<void>
}

const renameIn =
  (database: SqlDatabase): History['renamePipeline'] =>
  (from, to) =>
    database.transaction(() => {
      for (const table of ['runs', 'block_runs', 'trigger_fires', 'backfills', 'deliveries']) {
        database.prepare(`UPDATE ${table} SET pipeline = ? WHERE pipeline = ?`).run(to, from)
      }
      for (const table of ['remembered_variables', 'triggers']) {
        database.prepare(`UPDATE OR REPLACE ${table} SET pipeline = ? WHERE pipeline = ?`).run(to, from)
      }
    })

const historyOver = (database: SqlDatabase): History => {
  const runs = createRunsRepository(database)
  const blockRuns = createBlockRunsRepository(database)
  return {
    runs,
    blockRuns,
    rememberedVariables: createRememberedVariables(database),
    triggerFires: createTriggerFires(database),
    triggerMarks: createTriggerMarks(database),
    backfills: createBackfillsRepository(database),
    deliveries: createDeliveriesRepository(database),
    durations: createDurationsRepository(database),
    database,
    run: (runId) => {
      const run = runs.get(runId)
      return run === null ? null : { ...run, blockRuns: blockRuns.ofRun(runId) }
    },
    renamePipeline: renameIn(database),
  }
}

const historyPath = (project: OpenProject): string => join(project.stateDirectory, 'history.db')

type OpenHistory = { readonly history: History; readonly unwatch: () => void }

const openHistory = async (
  context: Pick<EngineContext, 'logger' | 'events'>,
  project: OpenProject,
): Promise<Result<OpenHistory>> => {
  const directory = await project.ensureStateDirectory()
  if (!directory.ok) return directory
  const path = historyPath(project)
  const database = await openHistoryFile(path, context.logger)
  if (!database.ok) return database
  const unwatch = watchHistory(database.value, path, () =>
    context.events.emit('history.changed', { projectId: project.id }),
  )
  return ok({ history: historyOver(database.value), unwatch })
}

/** Keeps the histories of one engine; emits `history.changed` when another process writes into one. */
export const createHistories = (context: Pick<EngineContext, 'logger' | 'events'>): Histories => {
  const opened = new Map<string, Promise<Result<OpenHistory>>>()
  const expected = createExpectedFiles()

  const closeOpened = async (projectId: string) => {
    const pending = opened.get(projectId)
    opened.delete(projectId)
    const result = await pending
    if (result?.ok !== true) return
    result.value.unwatch()
    result.value.history.database.close()
  }
  /** `.pipewright` may be deleted at any time; writing on into a file that is gone would lose what is told. */
  const dropDeleted = async (project: OpenProject) => {
    const pending = opened.get(project.id)
    if (pending === undefined) return
    await pending
    if (!(await isFileThere(historyPath(project))) && opened.get(project.id) === pending) await closeOpened(project.id)
  }

  const of = async (project: OpenProject): Promise<Result<History>> => {
    expected.forget(project.id)
    await dropDeleted(project)
    const pending = opened.get(project.id) ?? openHistory(context, project)
    opened.set(project.id, pending)
    const result = await pending
    // A failure is not remembered: the cause (full disk, permissions) can be mended while the project is open.
    if (!result.ok) opened.delete(project.id)
    return result.ok ? ok(result.value.history) : result
  }

  const close = (projectId: string) => {
    expected.forget(projectId)
    return closeOpened(projectId)
  }

  return {
    of,
    existing: async (project) => {
      const path = historyPath(project)
      if (opened.has(project.id) || (await isFileThere(path))) return of(project)
      // The terminal may make one while the window shows the project.
      expected.expect(project.id, path, async () => {
        await of(project)
        context.events.emit('history.changed', { projectId: project.id })
      })
      return ok(null)
    },
    close,
    dispose: async () => {
      for (const projectId of [...opened.keys(), ...expected.ids()]) await close(projectId)
    },
  }
}
