import type { Backfill, BackfillDate, BackfillRange, NewBackfill } from '#shared/model/backfill.ts'
import type { SqlDatabase, SqlRow } from './database.ts'
import { jsonOf, numberOf, numberOrNull, textOf, textOrNull } from './row-values.ts'

/** A date as stored. `runState` is that of its newest run. */
export type StoredDate = Omit<BackfillDate, 'state'> & {
  readonly id: number
  readonly state: 'waiting' | 'not-started' | 'started'
  readonly runState: string | null
}

/** Dates go from `waiting` to `started` in the transaction that stores their run, so that two hosts never run one twice. */
export type BackfillsRepository = {
  create(backfill: NewBackfill & { pipelineUuid: string }, dates: readonly DateOfNew[], now: number): number
  /** Newest first; of one pipeline or of all. */
  list(pipelineUuid: string | null): Backfill[]
  get(id: number): Backfill | null
  delete(id: number): void
  setState(id: number, state: 'running' | 'paused' | 'cancelled'): void
  dates(id: number): StoredDate[]
  /** The date before another; null for the first one. */
  previousDate(id: number, executionDate: number): number | null
  /** The oldest date no run was started for. */
  nextWaiting(id: number): StoredDate | null
  /** Runs of it that go on, in whatever host. */
  activeRuns(id: number): number[]
  /** False where another host was quicker, or the backfill runs no more. */
  claim(id: number, dateId: number, runId: number): boolean
  refuse(dateId: number, reason: string): void
  /** Dates whose run did not complete wait again. @returns how many */
  retryUnfinished(id: number): number
}

type DateOfNew = Pick<BackfillDate, 'executionDate' | 'until'>

const countsOf = `
  count(*) AS total,
  sum(runs.state = 'completed') AS completed,
  sum(date.state = 'not-started' OR runs.state IN ('failed', 'crashed', 'cancelled')
    OR (date.state = 'started' AND runs.id IS NULL)) AS failed,
  sum(runs.state IN ('queued', 'running')) AS running,
  sum(date.state = 'waiting') AS waiting`
const dated = 'FROM backfill_dates AS date LEFT JOIN runs ON runs.id = date.run_id'

const stateOf = (stored: string, row: SqlRow): Backfill['state'] => {
  if (stored === 'cancelled') return 'cancelled'
  if (numberOf(row, 'running') > 0 || numberOf(row, 'waiting') > 0) return stored === 'paused' ? 'paused' : 'running'
  return numberOf(row, 'completed') === numberOf(row, 'total') ? 'completed' : 'failed'
}

const backfillOf = (row: SqlRow): Backfill => ({
  id: numberOf(row, 'id'),
  pipelineUuid: textOf(row, 'pipeline'),
  name: textOf(row, 'name'),
  range: jsonOf<BackfillRange>(row, 'range', { from: 0, to: 0, unit: 'day', every: 1 }),
  parallel: numberOf(row, 'parallel'),
  variables: jsonOf(row, 'variables', {}),
  createdAt: numberOf(row, 'created_at'),
  state: stateOf(textOf(row, 'state'), row),
  total: numberOf(row, 'total'),
  completed: numberOf(row, 'completed'),
  failed: numberOf(row, 'failed'),
  running: numberOf(row, 'running'),
})

const dateOf = (row: SqlRow): StoredDate => ({
  id: numberOf(row, 'id'),
  executionDate: numberOf(row, 'execution_date'),
  until: numberOf(row, 'until'),
  state: textOf(row, 'state') as StoredDate['state'],
  reason: textOrNull(row, 'reason'),
  attempt: numberOf(row, 'attempt'),
  runId: numberOrNull(row, 'run_id'),
  runState: textOrNull(row, 'run_state'),
})

const createReading = (
  database: SqlDatabase,
): Pick<BackfillsRepository, 'list' | 'get' | 'dates' | 'previousDate' | 'nextWaiting' | 'activeRuns'> => {
  // The condition stands inside: the dates of other backfills are not counted.
  const rows = (wanted: string) => `SELECT backfills.*, counts.* FROM backfills JOIN
    (SELECT date.backfill_id, ${countsOf} ${dated} ${wanted} GROUP BY date.backfill_id) AS counts
    ON counts.backfill_id = backfills.id ORDER BY backfills.id DESC`
  const all = database.prepare(rows(''))
  const ofPipeline = database.prepare(rows('WHERE date.backfill_id IN (SELECT id FROM backfills WHERE pipeline = ?)'))
  const one = database.prepare(rows('WHERE date.backfill_id = ?'))
  const previous = database.prepare(
    'SELECT max(execution_date) AS previous FROM backfill_dates WHERE backfill_id = ? AND execution_date < ?',
  )
  const selectDates = `SELECT date.*, runs.state AS run_state ${dated} WHERE date.backfill_id = ?`
  const dates = database.prepare(`${selectDates} ORDER BY date.execution_date`)
  const waiting = database.prepare(`${selectDates} AND date.state = 'waiting' ORDER BY date.execution_date LIMIT 1`)
  const active = database.prepare(
    `SELECT date.run_id ${dated} WHERE date.backfill_id = ? AND runs.state IN ('queued', 'running')`,
  )
  return {
    list: (pipelineUuid) => (pipelineUuid === null ? all.all() : ofPipeline.all(pipelineUuid)).map(backfillOf),
    get: (id) => {
      const row = one.get(id)
      return row === undefined ? null : backfillOf(row)
    },
    dates: (id) => dates.all(id).map(dateOf),
    previousDate: (id, executionDate) => numberOrNull(previous.get(id, executionDate) ?? {}, 'previous'),
    nextWaiting: (id) => {
      const row = waiting.get(id)
      return row === undefined ? null : dateOf(row)
    },
    activeRuns: (id) => active.all(id).map((row) => numberOf(row, 'run_id')),
  }
}

const createWriting = (database: SqlDatabase): Pick<BackfillsRepository, 'create'> => {
  const insert = database.prepare(
    "INSERT INTO backfills (pipeline, name, range, parallel, variables, created_at, state) VALUES (?, ?, ?, ?, ?, ?, 'running')",
  )
  const insertDate = database.prepare(
    "INSERT INTO backfill_dates (backfill_id, execution_date, until, state, attempt) VALUES (?, ?, ?, 'waiting', 0)",
  )
  return {
    create: ({ pipelineUuid, name, range, parallel, variables }, dates, now) =>
      database.transaction(() => {
        const values = [pipelineUuid, name, JSON.stringify(range), parallel, JSON.stringify(variables), now]
        const id = Number(insert.run(...values).lastInsertRowid)
        for (const { executionDate, until } of dates) insertDate.run(id, executionDate, until)
        return id
      }),
  }
}

/** Reads and writes the backfills of one project. */
export const createBackfillsRepository = (database: SqlDatabase): BackfillsRepository => {
  const setState = database.prepare('UPDATE backfills SET state = ? WHERE id = ?')
  const remove = database.prepare('DELETE FROM backfills WHERE id = ?')
  const claim = database.prepare(
    `UPDATE backfill_dates SET state = 'started', run_id = ?, attempt = attempt + 1, reason = NULL
     WHERE id = ? AND state = 'waiting' AND EXISTS (SELECT 1 FROM backfills WHERE id = ? AND state = 'running')`,
  )
  const refuse = database.prepare("UPDATE backfill_dates SET state = 'not-started', reason = ? WHERE id = ?")
  const retry = database.prepare(
    `UPDATE backfill_dates SET state = 'waiting', reason = NULL WHERE backfill_id = ? AND (state = 'not-started'
       OR (state = 'started' AND run_id NOT IN (SELECT id FROM runs WHERE state IN ('queued', 'running', 'completed'))))`,
  )
  return {
    ...createReading(database),
    ...createWriting(database),
    delete: (id) => {
      remove.run(id)
    },
    setState: (id, state) => {
      setState.run(state, id)
    },
    claim: (id, dateId, runId) => claim.run(runId, dateId, id).changes > 0,
    refuse: (dateId, reason) => {
      refuse.run(reason, dateId)
    },
    retryUnfinished: (id) => retry.run(id).changes,
  }
}
