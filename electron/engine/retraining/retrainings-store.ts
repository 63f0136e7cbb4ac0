import type { SqlDatabase, SqlRow } from '#engine/history/database.ts'
import { numberOf, numberOrNull, textOf } from '#engine/history/row-values.ts'
import type { RunHost } from '#engine/history/runs-repository.ts'
import { isRetrainingOver, type Retraining, type RetrainingState, retrainingStates } from '#shared/model/retraining.ts'

/** What only the engine needs to know of a time around the loop. */
type Inner = {
  /** Run of the gate, where it is a pipeline. */
  readonly gateRunId: number | null
  /** When the challenger began to get its share. */
  readonly canarySince: number | null
  /** How often the training pipeline was started: again where a host was killed under it. */
  readonly starts: number
}

type Details = Omit<Retraining, 'id' | 'model' | 'state' | 'cause' | 'startedAt' | 'changedAt' | 'endedAt'> & Inner

/** A time around the loop as stored: with the host that has it, and what started it. */
export type StoredRetraining = Retraining & Inner & { readonly causeKey: string; readonly host: RunHost }

export type NewRetraining = {
  readonly model: string
  readonly cause: string
  /** Names what it is for, so that one alert, file or hour starts one only. */
  readonly causeKey: string
  readonly pipelineUuid: string
  readonly champion: number | null
  readonly windowStart: number
  readonly windowEnd: number
  readonly now: number
  readonly host: RunHost
}

const stateOf = (text: string): RetrainingState => retrainingStates.find((state) => state === text) ?? 'failed'

const storedOf = (row: SqlRow): StoredRetraining => ({
  ...(JSON.parse(textOf(row, 'details')) as Details),
  id: numberOf(row, 'id'),
  model: textOf(row, 'model'),
  state: stateOf(textOf(row, 'state')),
  cause: textOf(row, 'cause'),
  causeKey: textOf(row, 'cause_key'),
  startedAt: numberOf(row, 'started_at'),
  changedAt: numberOf(row, 'changed_at'),
  endedAt: numberOrNull(row, 'ended_at'),
  host: { pid: numberOf(row, 'host_pid'), started: textOf(row, 'host_started') },
})

const detailsOf = (retraining: Details): string => {
  const { pipelineUuid, runId, champion, challenger, windowStart, windowEnd, trainingRows, heldOutRows } = retraining
  const { gate, reason, gateRunId, canarySince, starts } = retraining
  const places = { pipelineUuid, runId, champion, challenger, windowStart, windowEnd, trainingRows, heldOutRows }
  return JSON.stringify({ ...places, gate, reason, gateRunId, canarySince, starts })
}

export type RetrainingChange = Partial<
  Pick<Details, Exclude<keyof Details, 'pipelineUuid' | 'windowStart' | 'windowEnd'>>
> & {
  readonly state: RetrainingState
}

export type RetrainingsStore = ReturnType<typeof createRetrainingsStore>

const claimIn = (database: SqlDatabase, wanted: NewRetraining): number | null => {
  const { model, cause, causeKey, pipelineUuid, champion, windowStart, windowEnd, now, host } = wanted
  const details = detailsOf({
    pipelineUuid,
    champion,
    windowStart,
    windowEnd,
    runId: null,
    challenger: null,
    trainingRows: null,
    heldOutRows: null,
    gate: null,
    reason: null,
    gateRunId: null,
    canarySince: null,
    starts: 0,
  })
  const columns = 'model, state, cause, cause_key, details, started_at, changed_at, host_pid, host_started'
  const { changes, lastInsertRowid } = database
    .prepare(`INSERT OR IGNORE INTO retrainings (${columns}) VALUES (?, 'preparing', ?, ?, ?, ?, ?, ?, ?)`)
    .run(model, cause, causeKey, details, now, now, host.pid, host.started)
  return changes === 0 ? null : Number(lastInsertRowid)
}

/**
 * Times around the loop of one project's models. Two unique indexes keep hosts apart: one goes on per model at a time, and one cause starts one
 * only, whoever sees it first.
 */
export const createRetrainingsStore = (database: SqlDatabase) => {
  const all = (rest: string, ...values: (string | number)[]) => {
    const found = database.prepare(`SELECT * FROM retrainings ${rest}`).all(...values)
    return found.map(storedOf)
  }
  const get = (id: number) => all('WHERE id = ?', id)[0] ?? null
  return {
    get,
    list: (model: string, limit: number) => all('WHERE model = ? ORDER BY id DESC LIMIT ?', model, limit),
    /** The one that goes on; null where none does. */
    active: (model: string) => all('WHERE model = ? AND ended_at IS NULL', model)[0] ?? null,
    isUsed: (model: string, causeKey: string) => all('WHERE model = ? AND cause_key = ?', model, causeKey).length > 0,
    /** Null where one goes on already, or this cause has had its own. */
    claim: (wanted: NewRetraining): StoredRetraining | null => {
      const id = claimIn(database, wanted)
      return id === null ? null : get(id)
    },
    /** Moves on from the state it was read in; null where another host was quicker. */
    change: (from: StoredRetraining, change: RetrainingChange, now: number): StoredRetraining | null => {
      const next = { ...from, ...change }
      const endedAt = isRetrainingOver(next.state) ? now : null
      const { changes } = database
        .prepare(
          'UPDATE retrainings SET state = ?, details = ?, changed_at = ?, ended_at = ? WHERE id = ? AND state = ? AND changed_at = ?',
        )
        .run(
          next.state,
          detailsOf(next),
          Math.max(now, from.changedAt + 1),
          endedAt,
          from.id,
          from.state,
          from.changedAt,
        )
      return changes === 0 ? null : get(from.id)
    },
    /** Takes it over from a host that is gone; false where another one did. */
    adopt: (from: StoredRetraining, host: RunHost): boolean =>
      database
        .prepare(
          'UPDATE retrainings SET host_pid = ?, host_started = ? WHERE id = ? AND host_pid = ? AND host_started = ?',
        )
        .run(host.pid, host.started, from.id, from.host.pid, from.host.started).changes > 0,
    mark: (model: string, name: string): string | null => {
      const row = database.prepare('SELECT value FROM marks WHERE model = ? AND name = ?').get(model, name)
      return row === undefined ? null : textOf(row, 'value')
    },
    setMark: (model: string, name: string, value: string): void => {
      database.prepare('INSERT OR REPLACE INTO marks (model, name, value) VALUES (?, ?, ?)').run(model, name, value)
    },
  }
}
