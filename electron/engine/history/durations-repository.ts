import type { BlockRunState, RunState } from '#shared/model/run.ts'
import type { SqlDatabase } from './database.ts'
import { numberOf, numberOrNull, textOf, textOrNull } from './row-values.ts'

/** What statistics need of a run. */
export type RunTimes = {
  readonly runId: number
  readonly pipelineUuid: string
  readonly state: RunState
  readonly queuedAt: number
  readonly startedAt: number | null
  readonly endedAt: number | null
  /** All blocks of the pipeline ran in it: its time can be compared with that of others. */
  readonly isWhole: boolean
}

export type BlockTimes = {
  readonly pipelineUuid: string
  readonly blockUuid: string
  readonly state: BlockRunState
  readonly durationMs: number
}

/** Reads times without what makes rows large. */
export type DurationsRepository = {
  /** Runs asked for since then, newest first. */
  runsSince(time: number, limit: number): RunTimes[]
  /** Block runs of those runs that began and ended; children of dynamic blocks count for their parent, which has no time of its own. */
  blocksFrom(runId: number, limit: number): BlockTimes[]
}

/** Statistics over the runs of one project. */
export const createDurationsRepository = (database: SqlDatabase): DurationsRepository => {
  const runs = database.prepare(
    `SELECT id, pipeline, state, queued_at, started_at, ended_at,
       resumed_from IS NULL AND json_extract(scope, '$.kind') = 'all' AS is_whole
     FROM runs WHERE queued_at >= ? ORDER BY id DESC LIMIT ?`,
  )
  const reusing = database.prepare("SELECT DISTINCT run_id FROM block_runs WHERE state = 'reused' AND run_id >= ?")
  const blocks = database.prepare(
    // The JSON is only looked into where the name is one of a child: that takes longer than all the rest.
    `SELECT run_id, pipeline, block, CASE WHEN instr(block, ':') > 0 THEN json_extract(details, '$.parentBlockUuid') END AS parent,
       state, ended_at - started_at AS duration
     FROM block_runs WHERE run_id >= ? AND started_at IS NOT NULL AND ended_at IS NOT NULL
       AND state IN ('completed', 'failed', 'crashed') ORDER BY run_id DESC LIMIT ?`,
  )
  return {
    runsSince: (time, limit) => {
      const rows = runs.all(time, limit)
      const oldest = rows.at(-1)
      const reused = new Set(
        oldest === undefined ? [] : reusing.all(numberOf(oldest, 'id')).map((row) => numberOf(row, 'run_id')),
      )
      return rows.map((row) => ({
        runId: numberOf(row, 'id'),
        pipelineUuid: textOf(row, 'pipeline'),
        state: textOf(row, 'state') as RunState,
        queuedAt: numberOf(row, 'queued_at'),
        startedAt: numberOrNull(row, 'started_at'),
        endedAt: numberOrNull(row, 'ended_at'),
        isWhole: numberOf(row, 'is_whole') === 1 && !reused.has(numberOf(row, 'id')),
      }))
    },
    blocksFrom: (runId, limit) => {
      const rows = blocks.all(runId, limit).map((row) => ({
        run: numberOf(row, 'run_id'),
        block: textOf(row, 'block'),
        parent: textOrNull(row, 'parent'),
        pipelineUuid: textOf(row, 'pipeline'),
        state: textOf(row, 'state') as BlockRunState,
        durationMs: Math.max(0, numberOf(row, 'duration')),
      }))
      const parents = new Set(rows.flatMap(({ run, parent }) => (parent === null ? [] : [`${run} ${parent}`])))
      return rows
        .filter(({ run, block, parent }) => parent !== null || !parents.has(`${run} ${block}`))
        .map(({ block, parent, pipelineUuid, state, durationMs }) => ({
          pipelineUuid,
          blockUuid: parent ?? block,
          state,
          durationMs,
        }))
    },
  }
}
