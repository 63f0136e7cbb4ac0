import { expect, test } from 'vitest'
import { testBlockRun } from '../testing/graph-fixture.ts'
import { elapsed, failedTests, progressShare, resultText, stateText } from './block-state.ts'

const output = (summary: string) => ({
  name: 'output_0',
  kind: 'table' as const,
  pythonType: 'DataFrame',
  format: 'parquet',
  path: 'outputs/output_0',
  preview: 'outputs/output_0.json',
  shape: [7043, 34],
  bytes: 1,
  summary,
})

test('a finished block shows the shape of its output', () => {
  expect(resultText(testBlockRun('a', { outputs: [output('7,043 × 34')] }))).toBe('7,043 × 34')
})

test('several outputs are counted', () => {
  expect(resultText(testBlockRun('a', { outputs: [output('7 × 3'), output('1 × 3')] }))).toBe('7 × 3 +1')
})

test('a running block shows its progress in words', () => {
  const progress = { done: 31, total: 50, text: 'epoch 31 / 50' }
  const run = testBlockRun('a', { state: 'running', endedAt: null, progress })
  expect(resultText(run)).toBe('epoch 31 / 50')
  expect(progressShare(run)).toBe(0.62)
})

test('progress without a known end has no share', () => {
  expect(progressShare(testBlockRun('a', { progress: { done: 3, total: null, text: null } }))).toBeNull()
})

test('a failed block says so with its time and the kind of error', () => {
  const run = testBlockRun('a', {
    state: 'failed',
    error: { type: 'ValueError', message: 'no', traceback: '', frames: [] },
  })
  expect(stateText(run, '0.41 s')).toBe('failed · 0.41 s')
  expect(resultText(run)).toBe('ValueError')
})

test('a running block counts up and a finished one keeps its time', () => {
  expect(elapsed(testBlockRun('a', { endedAt: null }), 7200)).toBe(6200)
  expect(elapsed(testBlockRun('a'), 99_999)).toBe(410)
  expect(elapsed(testBlockRun('a', { startedAt: null }), 99_999)).toBeNull()
})

test('failed tests are counted', () => {
  const tests = [
    { name: 'a', state: 'failed' as const, message: null, durationMs: 1 },
    { name: 'b', state: 'passed' as const, message: null, durationMs: 1 },
  ]
  expect(failedTests(testBlockRun('a', { tests }))).toBe(1)
  expect(failedTests(null)).toBe(0)
})
