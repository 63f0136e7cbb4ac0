import type { BlockRun, BlockRunState } from '#shared/model/run.ts'
import type { SqlDatabase, SqlRow } from './database.ts'
import { jsonOf, numberOf, numberOrNull, textOf, textOrNull } from './row-values.ts'

/** What is stored as one JSON text: read with the block run, never searched. */
type Details = Pick<BlockRun, 'outputs' | 'artifacts' | 'metrics' | 'tests' | 'error'>

const noDetails: Details = { outputs: [], artifacts: [], metrics: [], tests: [], error: null }

export type BlockRunsRepository = {
  insert(runId: number, pipelineUuid: string, blockRuns: readonly BlockRun[]): void
  update(runId: number, blockRun: BlockRun): void
  /** In the order of the run. */
  ofRun(runId: number): BlockRun[]
  get(runId: number, blockUuid: string): BlockRun | null
  /** The newest run of the pipeline in which the block completed (or was reused), and the attempt that did. */
  newestCompleted(pipelineUuid: string, blockUuid: string): { readonly runId: number; readonly attempt: number } | null
}

const blockRunOf = (row: SqlRow): BlockRun => ({
  ...noDetails,
  ...jsonOf<Partial<Details>>(row, 'details', {}),
  blockUuid: textOf(row, 'block'),
  blockType: textOf(row, 'block_type') as BlockRun['blockType'],
  language: textOf(row, 'language') as BlockRun['language'],
  state: textOf(row, 'state') as BlockRunState,
  reason: textOrNull(row, 'reason'),
  attempt: numberOf(row, 'attempt'),
  queuedAt: numberOf(row, 'queued_at'),
  startedAt: numberOrNull(row, 'started_at'),
  endedAt: numberOrNull(row, 'ended_at'),
  progress: null,
  peakMemoryBytes: numberOrNull(row, 'peak_memory'),
})

const detailsText = ({ outputs, artifacts, metrics, tests, error }: BlockRun): string =>
  JSON.stringify({ outputs, artifacts, metrics, tests, error } satisfies Details)

/** Reads and writes block runs of one project. */
export const createBlockRunsRepository = (database: SqlDatabase): BlockRunsRepository => {
  const insert = database.prepare(
    `INSERT INTO block_runs (run_id, position, pipeline, block, block_type, language, state, reason, attempt, queued_at, details)
     VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
  )
  const update = database.prepare(
    `UPDATE block_runs SET state = ?, reason = ?, attempt = ?, started_at = ?, ended_at = ?, peak_memory = ?, details = ?
     WHERE run_id = ? AND block = ?`,
  )
  const ofRun = database.prepare('SELECT * FROM block_runs WHERE run_id = ? ORDER BY position')
  const one = database.prepare('SELECT * FROM block_runs WHERE run_id = ? AND block = ?')
  const newest = database.prepare(
    `SELECT run_id, attempt FROM block_runs WHERE pipeline = ? AND block = ? AND state = ? ORDER BY run_id DESC LIMIT 1`,
  )
  const newestIn = (pipelineUuid: string, blockUuid: string, state: BlockRunState) => {
    const row = newest.get(pipelineUuid, blockUuid, state)
    return row === undefined ? null : { runId: numberOf(row, 'run_id'), attempt: numberOf(row, 'attempt') }
  }
  return {
    insert: (runId, pipelineUuid, blockRuns) => {
      blockRuns.forEach((blockRun, position) => {
        const { blockUuid, blockType, language, state, reason, attempt, queuedAt } = blockRun
        const details = detailsText(blockRun)
        insert.run(
          runId,
          position,
          pipelineUuid,
          blockUuid,
          blockType,
          language,
          state,
          reason,
          attempt,
          queuedAt,
          details,
        )
      })
    },
    update: (runId, blockRun) => {
      const { state, reason, attempt, startedAt, endedAt, peakMemoryBytes, blockUuid } = blockRun
      update.run(state, reason, attempt, startedAt, endedAt, peakMemoryBytes, detailsText(blockRun), runId, blockUuid)
    },
    ofRun: (runId) => ofRun.all(runId).map(blockRunOf),
    get: (runId, blockUuid) => {
      const row = one.get(runId, blockUuid)
      return row === undefined ? null : blockRunOf(row)
    },
    newestCompleted: (pipelineUuid, blockUuid) => newestIn(pipelineUuid, blockUuid, 'completed'),
  }
}
