import { describe, expect, it } from 'vitest'
import type { Run } from '#shared/model/run.ts'
import type { RunEvent } from '#shared/model/run-event.ts'
import { applyRunEvent } from '#shared/run/apply-run-event.ts'
import { timelineBars, timelineRows, timelineSpan } from './timeline-bars.ts'

const ended = { reason: null, outputs: [], artifacts: [], tests: [], error: null, peakMemoryBytes: null }
const events: readonly RunEvent[] = [
  {
    kind: 'run-queued',
    time: 900,
    runId: 1,
    pipelineUuid: 'p',
    scope: { kind: 'all' },
    origin: { kind: 'window', name: null },
    variables: {},
    commit: null,
    blocks: ['a', 'b', 'c'].map((blockUuid) => ({ blockUuid, blockType: 'transformer', language: 'python' })),
    edges: [],
  },
  { kind: 'run-started', time: 1000 },
  { kind: 'block-started', time: 1000, blockUuid: 'a', attempt: 1 },
  { kind: 'block-ended', time: 1500, blockUuid: 'a', state: 'completed', ...ended },
  { kind: 'block-started', time: 1500, blockUuid: 'b', attempt: 1 },
]
const run = events.reduce<Run | null>((state, event, index) => applyRunEvent(state, event, index + 1), null) as Run

describe('the timeline', () => {
  it('covers the run from its start to now while it goes on', () => {
    expect(timelineSpan(run, 2000)).toEqual({ from: 1000, to: 2000 })
  })

  it('has a bar for what ended, one that grows for what runs, and a mark for what has not started', () => {
    expect(timelineBars(run, 2000).map(({ start, width }) => [start, width])).toEqual([
      [0, 0.5],
      [0.5, 0.5],
      [1, 0],
    ])
  })

  it('has children below their block: all of a few, of many those that failed until all are asked for', () => {
    const withChildren = (count: number): Run =>
      [
        {
          kind: 'block-runs-added' as const,
          time: 1500,
          parentBlockUuid: 'a',
          blocks: Array.from({ length: count }, (_, index) => ({
            blockUuid: `a:${index}`,
            blockType: 'transformer' as const,
            language: 'python' as const,
          })),
        },
        { kind: 'block-ended' as const, time: 1600, blockUuid: 'a:1', state: 'failed' as const, ...ended },
      ].reduce((state: Run, event, index) => applyRunEvent(state, event, state.seq + index + 1), run)
    const names = (count: number, opened: Record<string, boolean> = {}) =>
      timelineRows(timelineBars(withChildren(count), 2000), opened).map(({ bar }) => bar.blockRun.blockUuid)
    expect(names(3)).toEqual(['a', 'a:0', 'a:1', 'a:2', 'b', 'c'])
    expect(names(3, { a: false })).toEqual(['a', 'a:1', 'b', 'c'])
    expect(names(200)).toEqual(['a', 'a:1', 'b', 'c'])
    expect(names(200, { a: true })).toHaveLength(203)
    const [first] = timelineRows(timelineBars(withChildren(200), 2000), {})
    expect(first?.family).toEqual({ all: 200, failed: 1, isOpen: false })
  })
})
