import { describe, expect, it } from 'vitest'
import type { RunSummary } from '#shared/model/run.ts'
import { originText, outcomeText, runDuration, scopeText } from './run-words.ts'

const run: RunSummary = {
  id: 40,
  pipelineUuid: 'train',
  state: 'failed',
  reason: null,
  scope: { kind: 'all' },
  origin: { kind: 'trigger', name: 'daily_retrain' },
  variables: {},
  queuedAt: 0,
  startedAt: 1000,
  endedAt: 42_200,
  blocksTotal: 7,
  blocksDone: 7,
  blocksFailed: 2,
  commit: null,
}

describe('the words of a run', () => {
  it('say what started it', () => {
    expect(originText(run.origin)).toBe('Trigger daily_retrain')
    expect(originText({ kind: 'window', name: null })).toBe('Manual')
  })

  it('say what came of it', () => {
    expect(outcomeText(run)).toBe('2 of 7 blocks failed')
    expect(outcomeText({ ...run, state: 'completed', blocksFailed: 0 })).toBe('7 blocks')
    expect(outcomeText({ ...run, state: 'running', blocksFailed: 0, blocksDone: 3 })).toBe('3 of 7 blocks')
  })

  it('say which blocks it took', () => {
    expect(scopeText({ kind: 'to', block: 'train' })).toBe('to train')
    expect(scopeText({ kind: 'selection', blocks: ['a', 'b'], withUpstream: true })).toBe(
      '2 selected blocks and upstream',
    )
  })

  it('count its duration to now while it goes on', () => {
    expect(runDuration(run, 0)).toBe(41_200)
    expect(runDuration({ ...run, endedAt: null }, 3000)).toBe(2000)
    expect(runDuration({ ...run, startedAt: null }, 3000)).toBeNull()
  })
})
