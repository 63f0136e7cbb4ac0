import type { BlockRun, BlockRunState, Run } from '#shared/model/run.ts'
import type { SqlDatabase, SqlRow } from './database.ts'
import { jsonOf, numberOf, numberOrNull, textOf, textOrNull } from './row-values.ts'

/** What is stored as one JSON text: read with the block run, never searched. */
type Details = Pick<
  BlockRun,
  'outputs' | 'artifacts' | 'metrics' | 'tests' | 'error' | 'reusedFrom' | 'parentBlockUuid'
>

const noDetails: Details = { outputs: [], artifacts: [], metrics: [], tests: [], error: null }

export type BlockRunsRepository = {
  insert(runId: number, pipelineUuid: string, blockRuns: readonly BlockRun[]): void
  /** Stores those of the run's block runs that were added after the first `known` ones. */
  insertAdded(run: Run, known: number): void
  update(runId: number, blockRun: BlockRun): void
  /** In the order of the run. */
  ofRun(runId: number): BlockRun[]
  get(runId: number, blockUuid: string): BlockRun | null
  /** The newest run of the pipeline in which the block completed (or was reused), and the attempt that did. */
  newestCompleted(pipelineUuid: string, blockUuid: string): FinishedBlockRun | null
  /** The newest run of the pipeline in which the block ran to an end of its own, or was reused; null where it never did. */
  newestRun(pipelineUuid: string, blockUuid: string): number | null
  /** What a finished block run was made of: `<all but its inputs>:<its inputs>`. */
  setFingerprint(runId: number, blockUuid: string, fingerprint: string): void
  /** What a block run that was taken over was made of: the same as in the run it was taken from, and unknown where that is. */
  copyFingerprint(copied: { readonly from: number; readonly to: number; readonly blockUuid: string }): void
  /** Finished block runs whose fingerprint begins so, newest first. */
  withFingerprint(pipelineUuid: string, blockUuid: string, beginning: string): FinishedBlockRun[]
}

/** A block run that completed, or was reused. */
export type FinishedBlockRun = { readonly runId: number; readonly attempt: number }

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

const detailsText = (blockRun: BlockRun): string => {
  const { outputs, artifacts, metrics, tests, error, reusedFrom, parentBlockUuid } = blockRun
  const ofChild = parentBlockUuid === undefined ? {} : { parentBlockUuid }
  return JSON.stringify({ outputs, artifacts, metrics, tests, error, reusedFrom, ...ofChild } satisfies Details)
}

type FinishedQueries = Pick<
  BlockRunsRepository,
  'newestCompleted' | 'newestRun' | 'setFingerprint' | 'copyFingerprint' | 'withFingerprint'
>

const endsOfItsOwn = ['completed', 'reused', 'failed', 'crashed'] as const satisfies readonly BlockRunState[]

/** What planning a run asks of the past. */
const finishedQueries = (database: SqlDatabase): FinishedQueries => {
  const newest = database.prepare(
    `SELECT run_id, attempt FROM block_runs WHERE pipeline = ? AND block = ? AND state = ? ORDER BY run_id DESC LIMIT 1`,
  )
  const finishedOf = (row: SqlRow): FinishedBlockRun => ({
    runId: numberOf(row, 'run_id'),
    attempt: numberOf(row, 'attempt'),
  })
  // One state at a time: each is a single step into the index, however many runs there are.
  const newestIn = (pipelineUuid: string, blockUuid: string, state: BlockRunState): FinishedBlockRun | null => {
    const row = newest.get(pipelineUuid, blockUuid, state)
    return row === undefined ? null : finishedOf(row)
  }
  const setFingerprint = database.prepare('UPDATE block_runs SET fingerprint = ? WHERE run_id = ? AND block = ?')
  const copyFingerprint = database.prepare(
    `UPDATE block_runs SET fingerprint = (SELECT fingerprint FROM block_runs WHERE run_id = ? AND block = ?)
     WHERE run_id = ? AND block = ?`,
  )
  const withFingerprint = database.prepare(
    `SELECT run_id, attempt FROM block_runs
     WHERE pipeline = ? AND block = ? AND fingerprint >= ? AND fingerprint < ? AND state IN ('completed', 'reused')
     ORDER BY run_id DESC LIMIT 20`,
  )
  return {
    newestCompleted: (pipelineUuid, blockUuid) => {
      const completed = newestIn(pipelineUuid, blockUuid, 'completed')
      const reused = newestIn(pipelineUuid, blockUuid, 'reused')
      if (completed === null || reused === null) return completed ?? reused
      return completed.runId > reused.runId ? completed : reused
    },
    newestRun: (pipelineUuid, blockUuid) => {
      const runIds = endsOfItsOwn.flatMap((state) => newestIn(pipelineUuid, blockUuid, state)?.runId ?? [])
      return runIds.length === 0 ? null : Math.max(...runIds)
    },
    setFingerprint: (runId, blockUuid, fingerprint) => {
      setFingerprint.run(fingerprint, runId, blockUuid)
    },
    copyFingerprint: ({ from, to, blockUuid }) => {
      copyFingerprint.run(from, blockUuid, to, blockUuid)
    },
    withFingerprint: (pipelineUuid, blockUuid, beginning) =>
      // `~` sorts behind all that a fingerprint is made of.
      withFingerprint.all(pipelineUuid, blockUuid, beginning, `${beginning}~`).map(finishedOf),
  }
}

/** Reads and writes block runs of one project. */
export const createBlockRunsRepository = (database: SqlDatabase): BlockRunsRepository => {
  const insert = database.prepare(
    `INSERT INTO block_runs (run_id, position, pipeline, block, block_type, language, state, reason, attempt, queued_at, details)
     VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
  )
  const insertOne = (run: Pick<Run, 'id' | 'pipelineUuid'>, blockRun: BlockRun, position: number) => {
    const { blockUuid, blockType, language, state, reason, attempt, queuedAt } = blockRun
    const block = [blockUuid, blockType, language, state, reason, attempt, queuedAt]
    insert.run(run.id, position, run.pipelineUuid, ...block, detailsText(blockRun))
  }
  const update = database.prepare(
    `UPDATE block_runs SET state = ?, reason = ?, attempt = ?, started_at = ?, ended_at = ?, peak_memory = ?, details = ?
     WHERE run_id = ? AND block = ?`,
  )
  const ofRun = database.prepare('SELECT * FROM block_runs WHERE run_id = ? ORDER BY position')
  const one = database.prepare('SELECT * FROM block_runs WHERE run_id = ? AND block = ?')
  return {
    insert: (runId, pipelineUuid, blockRuns) => {
      blockRuns.forEach((blockRun, position) => {
        insertOne({ id: runId, pipelineUuid }, blockRun, position)
      })
    },
    insertAdded: (run, known) => {
      run.blockRuns.slice(known).forEach((blockRun, index) => {
        insertOne(run, blockRun, known + index)
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
    ...finishedQueries(database),
  }
}
