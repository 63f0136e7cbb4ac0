import type { SqlDatabase, SqlRow } from '#engine/history/database.ts'
import type { TrafficBucket, VersionTraffic } from '#shared/model/monitoring.ts'
import { mergeSketch, type Sketch, sketchQuantile } from '#shared/statistics/sketch.ts'
import { minuteMs } from './record-traffic.ts'

type Sum = { requests: number; errors: number; rows: number; readonly latency: Sketch }

const emptySum = (): Sum => ({ requests: 0, errors: 0, rows: 0, latency: {} })

const add = (sum: Sum, row: SqlRow): void => {
  sum.requests += Number(row.requests)
  sum.errors += Number(row.errors)
  sum.rows += Number(row.rows)
  mergeSketch(sum.latency, JSON.parse(String(row.latency)))
}

const bucketOf = (time: number, { requests, errors, rows, latency }: Sum): TrafficBucket => {
  const at = (share: number) => sketchQuantile(latency, share)
  return { time, requests, errors, rows, latency: { p50: at(0.5), p95: at(0.95), p99: at(0.99) } }
}

export type TrafficQuery = {
  readonly model: string
  readonly from: number
  readonly until: number
  readonly buckets: number
}

/**
 * Traffic of a window by version, in equally long buckets of whole minutes. Counts are of all requests, kept or not; times come from sketches
 * (at most 1 % off).
 */
export const summariseTraffic = (database: SqlDatabase, query: TrafficQuery): VersionTraffic[] => {
  const first = Math.floor(query.from / minuteMs)
  const last = Math.ceil(query.until / minuteMs)
  const length = Math.max(1, Math.ceil((last - first) / query.buckets))
  const count = Math.max(1, Math.ceil((last - first) / length))
  const found = database
    .prepare('SELECT * FROM minutes WHERE model = ? AND minute >= ? AND minute < ? ORDER BY version DESC, mode, minute')
    .all(query.model, first, last)
  const versions = new Map<string, { version: number; mode: 'live' | 'shadow'; sums: Sum[]; total: Sum }>()
  for (const row of found) {
    const key = `${row.version}:${row.mode}`
    const known = versions.get(key) ?? {
      version: Number(row.version),
      mode: row.mode === 'shadow' ? ('shadow' as const) : ('live' as const),
      sums: Array.from({ length: count }, emptySum),
      total: emptySum(),
    }
    versions.set(key, known)
    const sum = known.sums[Math.floor((Number(row.minute) - first) / length)]
    if (sum !== undefined) add(sum, row)
    add(known.total, row)
  }
  return [...versions.values()].map(({ version, mode, sums, total }) => ({
    version,
    mode,
    total: bucketOf(query.from, total),
    buckets: sums.map((sum, index) => bucketOf((first + index * length) * minuteMs, sum)),
  }))
}

/** All live versions together; and the one that answered most, null where none did. */
export const sumTraffic = (
  database: SqlDatabase,
  query: Omit<TrafficQuery, 'buckets'>,
): TrafficBucket & { busiest: number | null } => {
  const found = database
    .prepare("SELECT * FROM minutes WHERE model = ? AND mode = 'live' AND minute >= ? AND minute < ?")
    .all(query.model, Math.floor(query.from / minuteMs), Math.ceil(query.until / minuteMs))
  const sum = emptySum()
  const byVersion = new Map<number, number>()
  for (const row of found) {
    add(sum, row)
    const version = Number(row.version)
    byVersion.set(version, (byVersion.get(version) ?? 0) + Number(row.requests))
  }
  const [busiest] = [...byVersion].sort((left, right) => right[1] - left[1] || right[0] - left[0])
  return { ...bucketOf(query.from, sum), busiest: busiest?.[0] ?? null }
}

/** Live requests of one version in a window of whole minutes, and how many of them failed. */
export const sumVersionTraffic = (
  database: SqlDatabase,
  query: Omit<TrafficQuery, 'buckets'> & { readonly version: number },
): { readonly requests: number; readonly errors: number } => {
  const found = database
    .prepare(
      "SELECT coalesce(sum(requests), 0) AS requests, coalesce(sum(errors), 0) AS errors FROM minutes WHERE model = ? AND version = ? AND mode = 'live' AND minute >= ? AND minute < ?",
    )
    .get(query.model, query.version, Math.floor(query.from / minuteMs), Math.ceil(query.until / minuteMs))
  return { requests: Number(found?.requests ?? 0), errors: Number(found?.errors ?? 0) }
}
