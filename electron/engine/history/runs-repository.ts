import type { Run, RunOrigin, RunState, RunSummary } from '#shared/model/run.ts'
import type { SqlDatabase, SqlRow, SqlStatement, SqlValue } from './database.ts'
import { jsonOf, numberOf, numberOrNull, textOf, textOrNull } from './row-values.ts'

/** The process a run belongs to: a run whose host is gone has crashed. `started` tells a reused process id from the old one. */
export type RunHost = { readonly pid: number; readonly started: string }

/** A run without its block runs. */
export type StoredRun = RunSummary & Pick<Run, 'seq' | 'edges'>

export type RunListFilter = {
  readonly pipelineUuid: string | null
  readonly states: readonly RunState[] | null
  readonly before: number | null
  readonly limit: number
}

export type PipelineRuns = {
  readonly runCount: number
  readonly lastRun: { runId: number; state: RunState; startedAt: number; endedAt: number | null }
}

export type RunsRepository = {
  /** Adds a run and gives its number; the rest of it is stored by `update`. */
  insert(run: Omit<Run, 'id'>, host: RunHost): number
  update(run: Run): void
  get(runId: number): StoredRun | null
  list(filter: RunListFilter): StoredRun[]
  latestId(pipelineUuid: string): number | null
  host(runId: number): RunHost | null
  /** Runs that say they go on, in whatever host. */
  unfinished(): { readonly id: number; readonly host: RunHost }[]
  byPipeline(): Map<string, PipelineRuns>
  delete(runId: number): void
}

const columns =
  'id, pipeline, state, reason, scope, origin_kind, origin_name, variables, queued_at, started_at, ended_at, blocks_total, blocks_done, blocks_failed, commit_id, seq, edges, resumed_from'

const resumedFromOf = (row: SqlRow): Pick<Run, 'resumedFrom'> => {
  const resumedFrom = numberOrNull(row, 'resumed_from')
  return resumedFrom === null ? {} : { resumedFrom }
}

const runOf = (row: SqlRow): StoredRun => ({
  id: numberOf(row, 'id'),
  pipelineUuid: textOf(row, 'pipeline'),
  state: textOf(row, 'state') as RunState,
  reason: textOrNull(row, 'reason'),
  scope: jsonOf<RunSummary['scope']>(row, 'scope', { kind: 'all' }),
  origin: { kind: textOf(row, 'origin_kind') as RunOrigin['kind'], name: textOrNull(row, 'origin_name') },
  variables: jsonOf(row, 'variables', {}),
  queuedAt: numberOf(row, 'queued_at'),
  startedAt: numberOrNull(row, 'started_at'),
  endedAt: numberOrNull(row, 'ended_at'),
  blocksTotal: numberOf(row, 'blocks_total'),
  blocksDone: numberOf(row, 'blocks_done'),
  blocksFailed: numberOf(row, 'blocks_failed'),
  commit: textOrNull(row, 'commit_id'),
  seq: numberOf(row, 'seq'),
  edges: jsonOf(row, 'edges', []),
  ...resumedFromOf(row),
})

const hostOf = (row: SqlRow): RunHost => ({ pid: numberOf(row, 'host_pid'), started: textOf(row, 'host_started') })

const pipelineRunsOf = (row: SqlRow): PipelineRuns => ({
  runCount: numberOf(row, 'run_count'),
  lastRun: {
    runId: numberOf(row, 'id'),
    state: textOf(row, 'state') as RunState,
    startedAt: numberOrNull(row, 'started_at') ?? numberOf(row, 'queued_at'),
    endedAt: numberOrNull(row, 'ended_at'),
  },
})

const insertWith =
  (statement: SqlStatement): RunsRepository['insert'] =>
  (run, host) =>
    Number(
      statement.run(
        run.pipelineUuid,
        run.state,
        run.reason,
        JSON.stringify(run.scope),
        run.origin.kind,
        run.origin.name,
        JSON.stringify(run.variables),
        run.queuedAt,
        run.blocksTotal,
        run.commit,
        run.seq,
        JSON.stringify(run.edges),
        host.pid,
        host.started,
        run.resumedFrom ?? null,
      ).lastInsertRowid,
    )

const listFrom =
  (database: SqlDatabase): RunsRepository['list'] =>
  ({ pipelineUuid, states, before, limit }) => {
    const conditions: string[] = []
    const values: SqlValue[] = []
    if (pipelineUuid !== null) {
      conditions.push('pipeline = ?')
      values.push(pipelineUuid)
    }
    if (states !== null) {
      conditions.push(`state IN (${states.map(() => '?').join(', ')})`)
      values.push(...states)
    }
    if (before !== null) {
      conditions.push('id < ?')
      values.push(before)
    }
    const where = conditions.length === 0 ? '' : `WHERE ${conditions.join(' AND ')}`
    return database
      .prepare(`SELECT ${columns} FROM runs ${where} ORDER BY id DESC LIMIT ?`)
      .all(...values, limit)
      .map(runOf)
  }

/** Reads and writes runs of one project. */
export const createRunsRepository = (database: SqlDatabase): RunsRepository => {
  const insert = database.prepare(
    `INSERT INTO runs (pipeline, state, reason, scope, origin_kind, origin_name, variables, queued_at, blocks_total, blocks_done, blocks_failed, commit_id, seq, edges, host_pid, host_started, resumed_from)
     VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, 0, 0, ?, ?, ?, ?, ?, ?)`,
  )
  const update = database.prepare(
    'UPDATE runs SET state = ?, reason = ?, started_at = ?, ended_at = ?, blocks_done = ?, blocks_failed = ?, seq = ? WHERE id = ?',
  )
  const byId = database.prepare(`SELECT ${columns} FROM runs WHERE id = ?`)
  const latest = database.prepare('SELECT id FROM runs WHERE pipeline = ? ORDER BY id DESC LIMIT 1')
  const host = database.prepare('SELECT host_pid, host_started FROM runs WHERE id = ?')
  const unfinished = database.prepare(
    "SELECT id, host_pid, host_started FROM runs WHERE state IN ('queued', 'running') ORDER BY id",
  )
  const byPipeline = database.prepare(
    `SELECT runs.pipeline, run_count, runs.id, state, queued_at, started_at, ended_at
     FROM (SELECT pipeline, count(*) AS run_count, max(id) AS last_id FROM runs GROUP BY pipeline) AS counted
     JOIN runs ON runs.id = counted.last_id`,
  )
  const remove = database.prepare('DELETE FROM runs WHERE id = ?')
  return {
    insert: insertWith(insert),
    update: (run) => {
      update.run(run.state, run.reason, run.startedAt, run.endedAt, run.blocksDone, run.blocksFailed, run.seq, run.id)
    },
    get: (runId) => {
      const row = byId.get(runId)
      return row === undefined ? null : runOf(row)
    },
    list: listFrom(database),
    latestId: (pipelineUuid) => {
      const row = latest.get(pipelineUuid)
      return row === undefined ? null : numberOf(row, 'id')
    },
    host: (runId) => {
      const row = host.get(runId)
      return row === undefined ? null : hostOf(row)
    },
    unfinished: () => unfinished.all().map((row) => ({ id: numberOf(row, 'id'), host: hostOf(row) })),
    byPipeline: () => new Map(byPipeline.all().map((row) => [textOf(row, 'pipeline'), pipelineRunsOf(row)])),
    delete: (runId) => {
      remove.run(runId)
    },
  }
}
