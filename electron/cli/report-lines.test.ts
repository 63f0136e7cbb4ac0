import { expect, it } from 'vitest'
import type { Run } from '#shared/model/run.ts'
import type { RunEvent } from '#shared/model/run-event.ts'
import { applyRunEvent } from '#shared/run/apply-run-event.ts'
import { eventLine, type Look, statusLine } from './report-lines.ts'

const look: Look = { paint: (_style, text) => text, width: 4, live: false, columns: () => 30 }

/** The lines of a run of one block whose attempts and outputs are given. */
const linesOf = (...events: readonly RunEvent[]): (string | null)[] => {
  let run: Run | null = null
  return events.map((event, index) => {
    run = applyRunEvent(run, event, index + 1)
    return eventLine(run, event, look)
  })
}

const queued: RunEvent = {
  kind: 'run-queued',
  time: 0,
  runId: 7,
  pipelineUuid: 'train',
  scope: { kind: 'all' },
  origin: { kind: 'terminal', name: null },
  variables: {},
  commit: null,
  blocks: [{ blockUuid: 'load', blockType: 'custom', language: 'python' }],
  edges: [],
}
const started = (attempt: number): RunEvent => ({ kind: 'block-started', time: 1, blockUuid: 'load', attempt })
const output = (index: number) => ({
  name: `output_${index}`,
  kind: 'number' as const,
  pythonType: 'int',
  format: 'pickle',
  path: 'x',
  preview: 'y',
  shape: null,
  bytes: 1,
  summary: String(index),
})
const ended = (count: number): RunEvent => ({
  kind: 'block-ended',
  time: 2,
  blockUuid: 'load',
  state: 'completed',
  reason: null,
  outputs: Array.from({ length: count }, (_, index) => output(index)),
  artifacts: [],
  tests: [],
  error: null,
  peakMemoryBytes: null,
})

it('a further attempt is told from the first', () => {
  expect(linesOf(queued, started(1), started(2))).toEqual([
    'Run 7 · train · 1 block',
    '◔ load  started',
    '◔ load  started again, attempt 2',
  ])
})

it('thousands of outputs take one line as long as a few', () => {
  expect(linesOf(queued, started(1), ended(5_000)).at(-1)).toBe(
    '✓ load       1ms  0 · 1 · 2 · 3 · 4 · and 4995 more outputs',
  )
  expect(linesOf(queued, started(1), ended(2)).at(-1)).toBe('✓ load       1ms  0 · 1')
})

it('the live line is cut where the terminal ends: a broken one could not be erased', () => {
  const names = ['load_all_the_customers', 'load_all_the_orders']
  const blocks = names.map((blockUuid) => ({ blockUuid, blockType: 'custom' as const, language: 'python' as const }))
  const many = [{ ...queued, blocks }, ...names.map((blockUuid) => ({ ...started(1), blockUuid }))] as RunEvent[]
  const run = many.reduce<Run | null>((made, event, index) => applyRunEvent(made, event, index + 1), null)
  expect(run === null ? '' : statusLine(run, 5, look)).toBe('◔ 0 of 2 · load_all_the_cust…')
})
