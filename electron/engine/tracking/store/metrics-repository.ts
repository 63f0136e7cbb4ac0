import type { SqlDatabase, SqlRow } from '#engine/history/database.ts'
import { textOf } from '#engine/history/row-values.ts'
import type { MetricPoint } from '#shared/model/tracking.ts'
import { checkName, checkTime, offsetOf, pageToken } from './check-values.ts'
import { oneOf } from './compile-search.ts'
import type { Page } from './experiments-repository.ts'
import { metricPointOf } from './tracked-runs-repository.ts'

/** `value` may be NaN or infinite. */
export type Measured = { readonly key: string; readonly value: number; readonly step: number; readonly time: number }

export type RunPoint = MetricPoint & { readonly trackedRunId: string }

type HistoryRequest = {
  readonly trackedRunId: string
  readonly key: string
  readonly most: number | null
  readonly pageToken: string | null
}
type IntervalRequest = {
  readonly trackedRunIds: readonly string[]
  readonly key: string
  readonly most: number
  readonly steps: readonly [number, number] | null
}

export type MetricsRepository = {
  /** `isBatch`: the place of a wrong metric in the request is said by its number. */
  log(trackedRunId: string, metrics: readonly Measured[], isBatch: boolean): void
  /** By time, step and value. */
  history(request: HistoryRequest): Page<MetricPoint>
  /** Of several tracked runs, each by time, step and value. */
  bulk(trackedRunIds: readonly string[], key: string, most: number): readonly RunPoint[]
  /** At most so many values of each tracked run, taken evenly with the first and the last, by step and time: what a chart needs. */
  interval(request: IntervalRequest): readonly RunPoint[]
}

/** The largest number MLflow's databases keep: what is infinite becomes it. */
const largest = 1.7976931348623157e308

const stored = (value: number): readonly [number, number] => {
  if (Number.isNaN(value)) return [0, 1]
  return [Math.max(-largest, Math.min(largest, value)), 0]
}

const queries = (database: SqlDatabase) => ({
  insert: database.prepare(
    'INSERT OR IGNORE INTO metrics (tracked_run, key, step, time, value, is_nan) VALUES (?, ?, ?, ?, ?, ?)',
  ),
  latest: database.prepare(
    `INSERT INTO latest_metrics (tracked_run, key, step, time, value, is_nan) VALUES (?, ?, ?, ?, ?, ?)
     ON CONFLICT (tracked_run, key) DO UPDATE SET step = excluded.step, time = excluded.time, value = excluded.value, is_nan = excluded.is_nan
     WHERE (excluded.step, excluded.time, excluded.value) >= (step, time, value)`,
  ),
  history: database.prepare(
    'SELECT * FROM metrics WHERE tracked_run = ? AND key = ? ORDER BY time, step, value LIMIT ? OFFSET ?',
  ),
  sample: database.prepare(`
    SELECT * FROM (
      SELECT *, row_number() OVER (PARTITION BY bucket ORDER BY step, time, value, is_nan) AS place FROM (
        SELECT *, ntile(?) OVER (ORDER BY step, time, value, is_nan) AS bucket
        FROM metrics WHERE tracked_run = ? AND key = ? AND step BETWEEN ? AND ?))
    WHERE place = 1 ORDER BY step, time, value, is_nan`),
  last: database.prepare(
    `SELECT * FROM metrics WHERE tracked_run = ? AND key = ? AND step BETWEEN ? AND ?
     ORDER BY step DESC, time DESC, value DESC, is_nan DESC LIMIT 1`,
  ),
})

type Queries = ReturnType<typeof queries>

const runPointOf = (row: SqlRow): RunPoint => ({ ...metricPointOf(row), trackedRunId: textOf(row, 'tracked_run') })

/** The first of each of `most` equal parts of a tracked run's values, and the last of all: bounded however much was logged. */
const sampled = (query: Queries, request: IntervalRequest, id: string): readonly RunPoint[] => {
  const [from, to] = request.steps ?? [Number.MIN_SAFE_INTEGER, Number.MAX_SAFE_INTEGER]
  const rows = query.sample.all(request.most, id, request.key, from, to)
  const last = query.last.get(id, request.key, from, to)
  const end = rows.at(-1)
  const isThere =
    last === undefined ||
    (end !== undefined && ['step', 'time', 'value', 'is_nan'].every((one) => end[one] === last[one]))
  if (isThere) return rows.map(runPointOf)
  return [...(rows.length >= request.most ? rows.slice(0, -1) : rows), last].map(runPointOf)
}

/** Values over steps. `log` belongs into a transaction. */
export const createMetricsRepository = (database: SqlDatabase): MetricsRepository => {
  const query = queries(database)
  return {
    log: (trackedRunId, metrics, isBatch) => {
      for (const [index, { key, value, step, time }] of metrics.entries()) {
        const path = isBatch ? `metrics[${index}].` : ''
        checkName({ name: key, path: `${path}name`, what: 'Metric name' })
        checkTime(key, time, `${path}timestamp`)
        const [kept, isNan] = stored(value)
        query.insert.run(trackedRunId, key, step, time, kept, isNan)
        query.latest.run(trackedRunId, key, step, time, kept, isNan)
      }
    },
    history: ({ trackedRunId, key, most, pageToken: token }) => {
      const offset = offsetOf(token)
      const rows = query.history.all(trackedRunId, key, most === null ? -1 : most + 1, offset)
      const isMore = most !== null && rows.length > most
      return {
        items: (most === null ? rows : rows.slice(0, most)).map(metricPointOf),
        nextToken: isMore ? pageToken(offset + most) : null,
      }
    },
    bulk: (trackedRunIds, key, most) => {
      const where = oneOf('tracked_run', trackedRunIds)
      return database
        .prepare(
          `SELECT * FROM metrics WHERE ${where.text} AND key = ? ORDER BY tracked_run, time, step, value LIMIT ?`,
        )
        .all(...where.values, key, most)
        .map(runPointOf)
    },
    interval: (request) => request.trackedRunIds.flatMap((id) => sampled(query, request, id)),
  }
}
