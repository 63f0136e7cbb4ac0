import type { Block } from '#shared/model/block.ts'
import type { Pipeline, Position } from '#shared/model/pipeline.ts'
import type { BlockRun, Run } from '#shared/model/run.ts'

/** A block for tests: a Python transformer unless told otherwise. */
export const testBlock = (uuid: string, upstream: readonly string[] = [], change: Partial<Block> = {}): Block => ({
  uuid,
  name: uuid,
  type: 'transformer',
  language: 'python',
  role: 'block',
  color: null,
  upstream: [...upstream],
  configuration: {},
  replicaOf: null,
  file: `transformers/${uuid}.py`,
  timeoutSeconds: null,
  retry: null,
  ...change,
})

/** A pipeline for tests. */
export const testPipeline = (blocks: readonly Block[], positions: Record<string, Position> = {}): Pipeline => ({
  uuid: 'train_churn_model',
  name: 'train_churn_model',
  type: 'python',
  description: null,
  tags: [],
  variables: {},
  blocks: [...blocks],
  positions,
  etag: '0'.repeat(64),
  undoLabel: null,
  redoLabel: null,
})

/** A finished block run for tests, 410 ms long. */
export const testBlockRun = (blockUuid: string, change: Partial<BlockRun> = {}): BlockRun => ({
  blockUuid,
  blockType: 'transformer',
  language: 'python',
  state: 'completed',
  reason: null,
  attempt: 1,
  queuedAt: 1000,
  startedAt: 1000,
  endedAt: 1410,
  progress: null,
  outputs: [],
  artifacts: [],
  metrics: [],
  tests: [],
  error: null,
  peakMemoryBytes: null,
  ...change,
})

/** A run for tests. */
export const testRun = (blockRuns: readonly BlockRun[], change: Partial<Run> = {}): Run => ({
  id: 41,
  pipelineUuid: 'train_churn_model',
  state: 'running',
  reason: null,
  scope: { kind: 'all' },
  origin: { kind: 'window', name: null },
  variables: {},
  queuedAt: 1000,
  startedAt: 1000,
  endedAt: null,
  blocksTotal: blockRuns.length,
  blocksDone: 0,
  blocksFailed: 0,
  commit: null,
  seq: 1,
  edges: [],
  blockRuns: [...blockRuns],
  ...change,
})
