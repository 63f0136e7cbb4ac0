import type { EngineContext } from '#engine/engine-context.ts'
import type { SqlDatabase } from '#engine/history/database.ts'
import type { OpenProject } from '#engine/project/open-project.ts'
import { ok, type Result } from '#shared/result.ts'
import { createAlertsStore } from './alerts-store.ts'
import { createTrafficWriters } from './record-traffic.ts'
import { createRuleRecords } from './rule-records.ts'
import { openTrafficFile } from './traffic-file.ts'

/** What is recorded in one project: `.pipewright/traffic.db`. */
export type TrafficStore = {
  readonly database: SqlDatabase
  readonly writers: ReturnType<typeof createTrafficWriters>
  readonly alerts: ReturnType<typeof createAlertsStore>
  readonly records: ReturnType<typeof createRuleRecords>
}

/** The stores of all opened projects; one connection each, opened on first need. */
export type TrafficStores = {
  of(project: OpenProject): Promise<Result<TrafficStore>>
  close(projectId: string): Promise<void>
  closeAll(): Promise<void>
}

const openStore = async (context: EngineContext, project: OpenProject): Promise<Result<TrafficStore>> => {
  const opened = await openTrafficFile(project, context.logger)
  if (!opened.ok) return opened
  const database = opened.value
  return ok({
    database,
    writers: createTrafficWriters(database),
    alerts: createAlertsStore(database),
    records: createRuleRecords(database),
  })
}

/** Makes them; none is open yet. */
export const createTrafficStores = (context: EngineContext): TrafficStores => {
  const stores = new Map<string, Promise<Result<TrafficStore>>>()
  const close = async (projectId: string) => {
    const pending = stores.get(projectId)
    stores.delete(projectId)
    const store = await pending
    if (store?.ok === true) store.value.database.close()
  }
  return {
    of: async (project) => {
      const pending = stores.get(project.id) ?? openStore(context, project)
      stores.set(project.id, pending)
      const store = await pending
      // A failure is not remembered: a full disk or missing permission can be mended.
      if (!store.ok) stores.delete(project.id)
      return store
    },
    close,
    closeAll: async () => {
      await Promise.all([...stores.keys()].map(close))
    },
  }
}
