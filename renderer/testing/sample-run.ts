import type { LogLine } from '#shared/model/log.ts'
import type { Output } from '#shared/model/output.ts'
import type { BlockRun, Run } from '#shared/model/run.ts'
import { samplePipeline } from './sample-project.ts'

const table = (rows: number, columns: number): Output => ({
  name: 'output_0',
  kind: 'table',
  pythonType: 'pandas.core.frame.DataFrame',
  format: 'parquet',
  path: 'outputs/output_0',
  preview: 'outputs/output_0/preview.json',
  shape: [rows, columns],
  bytes: rows * columns * 8,
  summary: `${rows.toLocaleString('en-US')} × ${columns}`,
})

type Facts = Partial<BlockRun> & { readonly after: number; readonly took: number | null }

const facts: Readonly<Record<string, Facts>> = {
  load_customers: { state: 'completed', after: 100, took: 410, outputs: [table(7043, 21)] },
  load_events: { state: 'completed', after: 100, took: 220, outputs: [table(182_551, 6)] },
  build_features: { state: 'completed', after: 600, took: 1080, outputs: [table(7043, 34)] },
  wait_for_export: { state: 'completed', after: 100, took: 12 },
  enough_rows: { state: 'completed', after: 1700, took: 3 },
  train_model: {
    state: 'running',
    after: 1700,
    took: null,
    progress: { done: 31, total: 50, text: 'epoch 31 / 50' },
    metrics: Array.from({ length: 31 }, (_, step) => ({
      name: 'val_auc',
      value: 0.845 - 0.3 * Math.exp(-step / 6),
      step,
      time: Date.now(),
    })),
  },
}

/** Run 41 of the sample pipeline, going on. */
export const sampleRun = (startedAt: number): Run => ({
  id: 41,
  pipelineUuid: samplePipeline.uuid,
  state: 'running',
  reason: null,
  scope: { kind: 'all' },
  origin: { kind: 'window', name: null },
  variables: samplePipeline.variables,
  queuedAt: startedAt - 20,
  startedAt,
  endedAt: null,
  blocksTotal: 7,
  blocksDone: 5,
  blocksFailed: 0,
  commit: '7c1e9b2',
  seq: 14,
  edges: samplePipeline.blocks.flatMap(({ uuid, upstream }) => upstream.map((from) => ({ from, to: uuid }))),
  blockRuns: samplePipeline.blocks.map(({ uuid, type, language }): BlockRun => {
    const { after, took, ...known } = facts[uuid] ?? { after: 0, took: null }
    const started = known.state === undefined ? null : startedAt + after
    return {
      blockUuid: uuid,
      blockType: type,
      language,
      state: 'queued',
      reason: null,
      attempt: started === null ? 0 : 1,
      queuedAt: startedAt - 20,
      startedAt: started,
      endedAt: started === null || took === null ? null : started + took,
      progress: null,
      outputs: [],
      artifacts: [],
      metrics: [],
      tests: [],
      error: null,
      peakMemoryBytes: null,
      ...known,
    }
  }),
})

const said: readonly (readonly [block: string, after: number, text: string, level?: LogLine['level']])[] = [
  ['load_customers', 118, 'read data/customers.csv  7,043 rows in 0.18 s'],
  ['load_events', 301, 'duckdb: 182,551 rows'],
  ['build_features', 1544, 'one-hot encoded 9 columns → 34 features'],
  ['build_features', 1560, '\u001b[32m✓ 2 tests passed\u001b[0m'],
  ['enough_rows', 1703, '7043 ⩾ 1000 → True'],
  ['train_model', 2020, 'epoch 29  loss 0.3821  val_auc 0.8442'],
  ['train_model', 2213, 'epoch 30  loss 0.3809  val_auc 0.8449'],
  ['train_model', 2240, 'UserWarning: 11 rows have a missing TotalCharges', 'warning'],
  ['train_model', 2401, ' 62%|███████████████         | 31/50 [00:06<00:03, 5.1 epoch/s]'],
]

/** What the blocks of the run printed. */
export const sampleLog = (startedAt: number): LogLine[] =>
  said.map(([blockUuid, after, text, level], line) => ({
    blockUuid,
    attempt: 1,
    line,
    time: startedAt + after,
    stream: 'stdout',
    level: level ?? 'info',
    text,
  }))
