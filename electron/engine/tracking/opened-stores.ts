import { stat } from 'node:fs/promises'
import { join } from 'node:path'
import type { EngineContext } from '#engine/engine-context.ts'
import { watchHistory } from '#engine/history/history-watch.ts'
import { openHistoryFile } from '#engine/history/open-history-file.ts'
import type { OpenProject } from '#engine/project/open-project.ts'
import { ok, type Result } from '#shared/result.ts'
import { trackingMigrations } from './store/tracking-migrations.ts'
import { createTrackingStore, type TrackingStore } from './store/tracking-store.ts'

/** The stores of all opened projects; one connection each, opened on first need. */
export type OpenedStores = {
  /** Opens the store, making the file where missing. */
  of(project: OpenProject): Promise<Result<TrackingStore>>
  /** As `of`, but null where nothing was tracked yet: reading a project writes nothing into it. */
  existing(project: OpenProject): Promise<Result<TrackingStore | null>>
  close(projectId: string): Promise<void>
  dispose(): Promise<void>
}

type Opened = { readonly store: TrackingStore; readonly unwatch: () => void; readonly path: string }

const storePath = (project: OpenProject): string => join(project.stateDirectory, 'tracking.db')

const isThere = async (path: string): Promise<boolean> =>
  stat(path).then(
    () => true,
    () => false,
  )

const format = { what: 'store of experiments', migrations: trackingMigrations }

/** Keeps the stores of one engine; emits `tracking.changed` when another process writes into one. */
export const createOpenedStores = (context: Pick<EngineContext, 'logger' | 'events'>): OpenedStores => {
  const opened = new Map<string, Promise<Result<Opened>>>()

  const open = async (project: OpenProject): Promise<Result<Opened>> => {
    const directory = await project.ensureStateDirectory()
    if (!directory.ok) return directory
    const path = storePath(project)
    const database = await openHistoryFile(path, context.logger, format)
    if (!database.ok) return database
    const tell = () =>
      context.events.emit('tracking.changed', { projectId: project.id, experimentIds: [], trackedRunIds: [] })
    const unwatch = watchHistory(database.value, path, tell)
    return ok({ store: createTrackingStore(database.value, project.path), unwatch, path })
  }

  const close = async (projectId: string) => {
    const pending = opened.get(projectId)
    opened.delete(projectId)
    const result = await pending
    if (result?.ok !== true) return
    result.value.unwatch()
    result.value.store.close()
  }

  const of = async (project: OpenProject): Promise<Result<TrackingStore>> => {
    const before = opened.get(project.id)
    const known = before === undefined ? null : await before
    // `.pipewright` may be deleted at any time; writing on into a file that is gone would lose what is told.
    if (known?.ok === true && !(await isThere(known.value.path)) && opened.get(project.id) === before)
      await close(project.id)
    const pending = opened.get(project.id) ?? open(project)
    opened.set(project.id, pending)
    const result = await pending
    // A failure is not remembered: its cause can be mended while the project is open.
    if (!result.ok) opened.delete(project.id)
    return result.ok ? ok(result.value.store) : result
  }

  return {
    of,
    existing: async (project) =>
      opened.has(project.id) || (await isThere(storePath(project))) ? of(project) : ok(null),
    close,
    dispose: async () => {
      for (const projectId of [...opened.keys()]) await close(projectId)
    },
  }
}
