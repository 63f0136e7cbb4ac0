import type { BlockRunState, RunState } from '#shared/model/run.ts'
import type { SqlDatabase } from './database.ts'
import { numberOf, numberOrNull, textOf } from './row-values.ts'

/** What statistics need of a run. */
export type RunTimes = {
  readonly runId: number
  readonly pipelineUuid: string
  readonly state: RunState
  readonly queuedAt: number
  readonly startedAt: number | null
  readonly endedAt: number | null
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
  /** Block runs of those runs that began and ended; children of dynamic blocks count for their parent. */
  blocksFrom(runId: number, limit: number): BlockTimes[]
}

/** Statistics over the runs of one project. */
export const createDurationsRepository = (database: SqlDatabase): DurationsRepository => {
  const runs = database.prepare(
    'SELECT id, pipeline, state, queued_at, started_at, ended_at FROM runs WHERE queued_at >= ? ORDER BY id DESC LIMIT ?',
  )
  const blocks = database.prepare(
    `SELECT pipeline, coalesce(json_extract(details, '$.parentBlockUuid'), block) AS block, state, ended_at - started_at AS duration
     FROM block_runs WHERE run_id >= ? AND started_at IS NOT NULL AND ended_at IS NOT NULL
       AND state IN ('completed', 'failed', 'crashed') ORDER BY run_id DESC LIMIT ?`,
  )
  return {
    runsSince: (time, limit) =>
      runs.all(time, limit).map((row) => ({
        runId: numberOf(row, 'id'),
        pipelineUuid: textOf(row, 'pipeline'),
        state: textOf(row, 'state') as RunState,
        queuedAt: numberOf(row, 'queued_at'),
        startedAt: numberOrNull(row, 'started_at'),
        endedAt: numberOrNull(row, 'ended_at'),
      })),
    blocksFrom: (runId, limit) =>
      blocks.all(runId, limit).map((row) => ({
        pipelineUuid: textOf(row, 'pipeline'),
        blockUuid: textOf(row, 'block'),
        state: textOf(row, 'state') as BlockRunState,
        durationMs: Math.max(0, numberOf(row, 'duration')),
      })),
  }
}
