import type { JsonMap } from '#shared/model/json.ts'
import type { TriggerFire } from '#shared/model/trigger.ts'
import type { SqlDatabase, SqlRow, SqlValue } from './database.ts'
import { jsonOf, numberOf, numberOrNull, textOf, textOrNull } from './row-values.ts'
import type { RunHost } from './runs-repository.ts'

/** A fire as stored: with what it fired for, and the host that claimed it. */
export type StoredFire = TriggerFire & {
  readonly key: string
  /** Not to be started earlier: the wait before a retry. */
  readonly notBefore: number
  readonly event: JsonMap
  readonly host: RunHost
}

export type NewFire = Pick<
  StoredFire,
  'pipelineUuid' | 'triggerName' | 'key' | 'executionDate' | 'firedAt' | 'state' | 'reason' | 'event' | 'host'
>

export type FireChange = Partial<
  Pick<StoredFire, 'state' | 'reason' | 'notBefore' | 'attempt' | 'runId' | 'late' | 'host'>
>

export type TriggerFires = {
  /** Claims what a trigger fires for; null where a host has claimed it before, this one or another. */
  claim(fire: NewFire): StoredFire | null
  /** Changes a fire where it still is in the given state; false where another host was quicker. */
  change(fire: Pick<StoredFire, 'id' | 'state'>, change: FireChange): boolean
  /** Takes over a fire from a host that is gone; false where another one did. */
  adopt(fire: StoredFire, host: RunHost): boolean
  get(id: number): StoredFire | null
  ofRun(runId: number): StoredFire | null
  /** In these states, oldest first. */
  inStates(states: readonly StoredFire['state'][]): StoredFire[]
  /** Those whose run goes on, in whatever host. */
  live(): StoredFire[]
  newest(pipelineUuid: string, triggerName: string): StoredFire | null
  /**
   * Newest execution date of a fire by the clock, not after `now`; null where there is none. Later ones come from a clock that was wrong:
   * they must not keep the trigger silent until then.
   */
  newestDate(pipelineUuid: string, triggerName: string, now: number): number | null
  /** Runs of the trigger that go on, in whatever host. */
  activeRuns(pipelineUuid: string, triggerName: string): number[]
}

const columns = `fire.id, fire.pipeline, fire.trigger_name, fire.key, fire.execution_date, fire.fired_at, fire.state, fire.reason,
  fire.not_before, fire.attempt, fire.run_id, fire.is_late, fire.event, fire.host_pid, fire.host_started, runs.state AS run_state`
const from = 'FROM trigger_fires AS fire LEFT JOIN runs ON runs.id = fire.run_id'

const fireOf = (row: SqlRow): StoredFire => ({
  id: numberOf(row, 'id'),
  pipelineUuid: textOf(row, 'pipeline'),
  triggerName: textOf(row, 'trigger_name'),
  key: textOf(row, 'key'),
  executionDate: numberOf(row, 'execution_date'),
  firedAt: numberOf(row, 'fired_at'),
  state: textOf(row, 'state') as StoredFire['state'],
  reason: textOrNull(row, 'reason'),
  notBefore: numberOf(row, 'not_before'),
  attempt: numberOf(row, 'attempt'),
  runId: numberOrNull(row, 'run_id'),
  runState: textOrNull(row, 'run_state') as StoredFire['runState'],
  late: numberOf(row, 'is_late') === 1,
  event: jsonOf<JsonMap>(row, 'event', {}),
  host: { pid: numberOf(row, 'host_pid'), started: textOf(row, 'host_started') },
})

const assignmentsOf = (change: FireChange): [string, SqlValue][] => {
  const { state, reason, notBefore, attempt, runId, late, host } = change
  const all: [string, SqlValue | undefined][] = [
    ['state', state],
    ['reason', reason],
    ['not_before', notBefore],
    ['attempt', attempt],
    ['run_id', runId],
    ['is_late', late === undefined ? undefined : Number(late)],
    ['host_pid', host?.pid],
    ['host_started', host?.started],
  ]
  return all.filter((entry): entry is [string, SqlValue] => entry[1] !== undefined)
}

type Reading = Pick<TriggerFires, 'get' | 'ofRun' | 'inStates' | 'live' | 'newest' | 'newestDate' | 'activeRuns'>

const createReading = (database: SqlDatabase): Reading => {
  const one = (rest: string) => {
    const statement = database.prepare(`SELECT ${columns} ${from} ${rest}`)
    return (...values: SqlValue[]) => {
      const row = statement.get(...values)
      return row === undefined ? null : fireOf(row)
    }
  }
  const newestDate = database.prepare(
    "SELECT max(execution_date) AS newest FROM trigger_fires WHERE pipeline = ? AND trigger_name = ? AND execution_date <= ? AND key LIKE 'at:%'",
  )
  const activeRuns = database.prepare(
    `SELECT fire.run_id ${from} WHERE fire.pipeline = ? AND fire.trigger_name = ? AND runs.state IN ('queued', 'running') ORDER BY fire.run_id`,
  )
  const live = database.prepare(
    `SELECT ${columns} ${from} WHERE fire.state = 'started' AND runs.state IN ('queued', 'running') ORDER BY fire.id`,
  )
  return {
    get: one('WHERE fire.id = ?'),
    ofRun: one('WHERE fire.run_id = ?'),
    newest: one('WHERE fire.pipeline = ? AND fire.trigger_name = ? ORDER BY fire.id DESC LIMIT 1'),
    inStates: (states) =>
      database
        .prepare(`SELECT ${columns} ${from} WHERE fire.state IN (${states.map(() => '?').join(', ')}) ORDER BY fire.id`)
        .all(...states)
        .map(fireOf),
    live: () => live.all().map(fireOf),
    newestDate: (...values) => {
      const row = newestDate.get(...values)
      return row === undefined ? null : numberOrNull(row, 'newest')
    },
    activeRuns: (...values) => activeRuns.all(...values).map((row) => numberOf(row, 'run_id')),
  }
}

/** Reads and writes what the triggers of one project fired for. */
export const createTriggerFires = (database: SqlDatabase): TriggerFires => {
  const insert = database.prepare(
    `INSERT OR IGNORE INTO trigger_fires
       (pipeline, trigger_name, key, execution_date, fired_at, state, reason, not_before, attempt, run_id, is_late, event, host_pid, host_started)
     VALUES (?, ?, ?, ?, ?, ?, ?, 0, 0, NULL, 0, ?, ?, ?)`,
  )
  const adopt = database.prepare(
    'UPDATE trigger_fires SET host_pid = ?, host_started = ? WHERE id = ? AND state = ? AND host_pid = ? AND host_started = ?',
  )
  const reading = createReading(database)
  return {
    ...reading,
    claim: ({ pipelineUuid, triggerName, key, executionDate, firedAt, state, reason, event, host }) => {
      const values = [pipelineUuid, triggerName, key, executionDate, firedAt, state, reason]
      const inserted = insert.run(...values, JSON.stringify(event), host.pid, host.started)
      return inserted.changes === 0 ? null : reading.get(Number(inserted.lastInsertRowid))
    },
    change: ({ id, state }, change) => {
      const assignments = assignmentsOf(change)
      const set = assignments.map(([column]) => `${column} = ?`).join(', ')
      const values = assignments.map(([, value]) => value)
      return (
        database.prepare(`UPDATE trigger_fires SET ${set} WHERE id = ? AND state = ?`).run(...values, id, state)
          .changes > 0
      )
    },
    adopt: (fire, host) =>
      adopt.run(host.pid, host.started, fire.id, fire.state, fire.host.pid, fire.host.started).changes > 0,
  }
}
