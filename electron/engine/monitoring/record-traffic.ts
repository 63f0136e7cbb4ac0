import type { SqlDatabase } from '#engine/history/database.ts'
import type { FeedbackItem, TrafficRecord } from '#shared/model/traffic.ts'
import { addToSketch, mergeSketch, type Sketch } from '#shared/statistics/sketch.ts'

export const minuteMs = 60_000

type Minute = {
  readonly model: string
  readonly version: number
  readonly mode: string
  readonly minute: number
  requests: number
  errors: number
  rows: number
  readonly latency: Sketch
}

const minutesOf = (records: readonly TrafficRecord[]): Minute[] => {
  const minutes = new Map<string, Minute>()
  for (const { model, version, mode, time, status, rows, latencyMs } of records) {
    const minute = Math.floor(time / minuteMs)
    const key = `${version}:${mode}:${minute}:${model}`
    const found = minutes.get(key) ?? { model, version, mode, minute, requests: 0, errors: 0, rows: 0, latency: {} }
    found.requests += 1
    found.errors += status >= 400 ? 1 : 0
    found.rows += rows
    addToSketch(found.latency, latencyMs)
    minutes.set(key, found)
  }
  return [...minutes.values()]
}

/** Makes the two writers of a traffic file; each call is one transaction. */
export const createTrafficWriters = (database: SqlDatabase) => {
  const insert = database.prepare(
    'INSERT INTO requests (model, version, mode, time, request_id, status, rows, features, predictions) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)',
  )
  const find = database.prepare(
    'SELECT requests, errors, rows, latency FROM minutes WHERE model = ? AND version = ? AND mode = ? AND minute = ?',
  )
  const write = database.prepare(
    'INSERT OR REPLACE INTO minutes (model, version, mode, minute, requests, errors, rows, latency) VALUES (?, ?, ?, ?, ?, ?, ?, ?)',
  )
  const truth = database.prepare(
    'INSERT OR REPLACE INTO truths (model, request_id, row, truth, time) VALUES (?, ?, ?, ?, ?)',
  )
  const known = database.prepare('SELECT 1 AS known FROM requests WHERE model = ? AND request_id = ? LIMIT 1')
  const add = (minute: Minute) => {
    const { model, version, mode, latency } = minute
    const old = find.get(model, version, mode, minute.minute)
    if (old !== undefined) mergeSketch(latency, JSON.parse(String(old.latency)))
    const sum = (name: 'requests' | 'errors' | 'rows') => Number(old?.[name] ?? 0) + minute[name]
    const counts = [sum('requests'), sum('errors'), sum('rows')]
    write.run(model, version, mode, minute.minute, ...counts, JSON.stringify(latency))
  }
  return {
    /** Counts every record; keeps the row of one whose features or predictions were given. */
    record: (records: readonly TrafficRecord[]): void =>
      database.transaction(() => {
        for (const minute of minutesOf(records)) add(minute)
        for (const { model, version, mode, time, requestId, status, rows, features, predictions } of records) {
          if (features === null && predictions === null) continue
          const kept = [features, predictions].map((value) => (value === null ? null : JSON.stringify(value)))
          const [keptFeatures = null, keptPredictions = null] = kept
          insert.run(model, version, mode, time, requestId, status, rows, keptFeatures, keptPredictions)
        }
      }),
    /** Keeps what was true. Gives how many of the items belong to a request that is known by now. */
    feedback: (model: string, items: readonly FeedbackItem[], now: number): number =>
      database.transaction(() => {
        let matched = 0
        for (const { requestId, row, truth: value, time } of items) {
          truth.run(model, requestId, row ?? -1, JSON.stringify(value), time ?? now)
          if (known.get(model, requestId) !== undefined) matched += 1
        }
        return matched
      }),
  }
}
