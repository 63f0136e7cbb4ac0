import type { SqlDatabase, SqlRow } from '#engine/history/database.ts'
import { numberOf, numberOrNull, textOf, textOrNull } from '#engine/history/row-values.ts'
import { Refused } from '#engine/tracking/refused.ts'
import type { Lifecycle, MetricPoint, TrackedRun, TrackedRunStatus } from '#shared/model/tracking.ts'
import { oneOf } from './compile-search.ts'
import {
  createTrackedRunsWriter,
  type NewTrackedRun,
  type RunChange,
  type TrackedRunsWriter,
} from './write-tracked-runs.ts'

export type TrackedRunsRepository = Pick<TrackedRunsWriter, 'needActive' | 'logParams' | 'setTags' | 'deleteTag'> & {
  create(run: NewTrackedRun): TrackedRun
  /** Refuses with `not-found`. */
  get(id: string): TrackedRun
  /** In the order of the ids; those that are gone are left out. */
  many(ids: readonly string[]): readonly TrackedRun[]
  update(id: string, change: RunChange): TrackedRun
  setLifecycle(id: string, lifecycle: Lifecycle): void
  /** Newest tracked run that collects what the blocks of a run say; null where there is none. */
  ofRun(runId: number): string | null
  /** All that was tracked of a run, by its helper and by clients. */
  allOfRun(runId: number): readonly TrackedRun[]
  /** Those of a run that have not ended. */
  openOfRun(runId: number): readonly string[]
}

const queries = (database: SqlDatabase) => ({
  lifecycle: database.prepare('UPDATE tracked_runs SET lifecycle = ? WHERE id = ?'),
  ofRun: database.prepare(
    'SELECT id FROM tracked_runs WHERE run_id = ? AND block IS NULL ORDER BY started_at DESC LIMIT 1',
  ),
  allOfRun: database.prepare('SELECT id FROM tracked_runs WHERE run_id = ?'),
  openOfRun: database.prepare(`SELECT id FROM tracked_runs WHERE run_id = ? AND status IN ('RUNNING', 'SCHEDULED')`),
})

const bareRun = (row: SqlRow): Omit<TrackedRun, 'params' | 'tags' | 'metrics'> => ({
  id: textOf(row, 'id'),
  experimentId: textOf(row, 'experiment'),
  name: textOf(row, 'name'),
  status: textOf(row, 'status') as TrackedRunStatus,
  lifecycle: textOf(row, 'lifecycle') as Lifecycle,
  user: textOf(row, 'user_id'),
  startedAt: numberOf(row, 'started_at'),
  endedAt: numberOrNull(row, 'ended_at'),
  artifactUri: textOf(row, 'artifact_uri'),
  runId: numberOrNull(row, 'run_id'),
  pipelineUuid: textOrNull(row, 'pipeline'),
  blockUuid: textOrNull(row, 'block'),
})

export const metricPointOf = (row: SqlRow): MetricPoint => ({
  value: numberOf(row, 'is_nan') === 1 ? null : numberOf(row, 'value'),
  step: numberOf(row, 'step'),
  time: numberOf(row, 'time'),
})

/** SQLite takes at most 999 values in older builds. */
const perQuestion = 500

const collect = <Value>(rows: readonly SqlRow[], value: (row: SqlRow) => Value): Map<string, Record<string, Value>> => {
  const found = new Map<string, Record<string, Value>>()
  for (const row of rows) {
    const id = textOf(row, 'tracked_run')
    const values = found.get(id) ?? {}
    values[textOf(row, 'key')] = value(row)
    found.set(id, values)
  }
  return found
}

const readMany = (database: SqlDatabase, ids: readonly string[]): TrackedRun[] => {
  const all = (table: string, column: string): SqlRow[] => {
    const where = oneOf(column, ids)
    return database.prepare(`SELECT * FROM ${table} WHERE ${where.text}`).all(...where.values)
  }
  const params = collect(all('params', 'tracked_run'), (row) => textOf(row, 'value'))
  const tags = collect(all('tags', 'tracked_run'), (row) => textOf(row, 'value'))
  const metrics = collect(all('latest_metrics', 'tracked_run'), metricPointOf)
  const rows = new Map(all('tracked_runs', 'id').map((row) => [textOf(row, 'id'), row]))
  return ids.flatMap((id) => {
    const row = rows.get(id)
    if (row === undefined) return []
    return [{ ...bareRun(row), params: params.get(id) ?? {}, tags: tags.get(id) ?? {}, metrics: metrics.get(id) ?? {} }]
  })
}

/** Tracked runs of one project. What changes several rows does it in one transaction, of its own or of the caller's. */
export const createTrackedRunsRepository = (database: SqlDatabase): TrackedRunsRepository => {
  const query = queries(database)
  const write = createTrackedRunsWriter(database)
  const many = (ids: readonly string[]): TrackedRun[] => {
    const found: TrackedRun[] = []
    for (let at = 0; at < ids.length; at += perQuestion)
      found.push(...readMany(database, ids.slice(at, at + perQuestion)))
    return found
  }
  const get = (id: string): TrackedRun => {
    const [run] = many([id])
    if (run === undefined) throw new Refused('not-found', `Run with id=${id} not found`)
    return run
  }
  return {
    get,
    many,
    needActive: write.needActive,
    create: (run) => get(write.create(run)),
    update: (id, change) => {
      write.update(id, change)
      return get(id)
    },
    setLifecycle: (id, lifecycle) => {
      write.row(id)
      query.lifecycle.run(lifecycle, id)
    },
    logParams: write.logParams,
    setTags: write.setTags,
    deleteTag: write.deleteTag,
    ofRun: (runId) => textOrNull(query.ofRun.get(runId) ?? {}, 'id'),
    allOfRun: (runId) => many(query.allOfRun.all(runId).map((row) => textOf(row, 'id'))),
    openOfRun: (runId) => query.openOfRun.all(runId).map((row) => textOf(row, 'id')),
  }
}
