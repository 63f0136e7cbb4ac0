import { expect, test } from 'vitest'
import type { Run } from '../model/run.ts'
import type { RunEvent } from '../model/run-event.ts'
import { applyRunEvent } from './apply-run-event.ts'

const block = (blockUuid: string) => ({ blockUuid, blockType: 'transformer', language: 'python' }) as const

const queued: RunEvent = {
  kind: 'run-queued',
  time: 1,
  runId: 7,
  pipelineUuid: 'p',
  scope: { kind: 'all' },
  origin: { kind: 'window', name: null },
  variables: {},
  commit: null,
  blocks: [block('items'), block('each')],
  edges: [{ from: 'items', to: 'each' }],
}

const added: RunEvent = {
  kind: 'block-runs-added',
  time: 2,
  parentBlockUuid: 'each',
  blocks: [block('each:0'), block('each:1')],
}

const ended = (blockUuid: string, state: 'completed' | 'failed'): RunEvent => ({
  kind: 'block-ended',
  time: 3,
  blockUuid,
  state,
  reason: null,
  outputs: [],
  artifacts: [],
  tests: [],
  error: null,
  peakMemoryBytes: null,
})

const fold = (...events: RunEvent[]): Run =>
  events.reduce((run: Run | null, event, index) => applyRunEvent(run, event, index + 1), null) as Run

test('children of a dynamic block are added, queued, behind the blocks of the run', () => {
  const run = fold(queued, added)
  expect(run.blockRuns.map(({ blockUuid, state, parentBlockUuid }) => [blockUuid, state, parentBlockUuid])).toEqual([
    ['items', 'queued', undefined],
    ['each', 'queued', undefined],
    ['each:0', 'queued', 'each'],
    ['each:1', 'queued', 'each'],
  ])
})

test('children are not counted as blocks of the run: their block tells how they came out', () => {
  const run = fold(queued, added, ended('items', 'completed'), ended('each:0', 'failed'), ended('each:1', 'completed'))
  expect([run.blocksTotal, run.blocksDone, run.blocksFailed]).toEqual([2, 1, 0])
  const over = applyRunEvent(run, ended('each', 'failed'), run.seq + 1)
  expect([over.blocksTotal, over.blocksDone, over.blocksFailed]).toEqual([2, 2, 1])
})

test('an event that was folded in already adds nothing twice', () => {
  const run = fold(queued, added)
  expect(applyRunEvent(run, added, run.seq)).toBe(run)
})
