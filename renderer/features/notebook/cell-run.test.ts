import { expect, test } from 'vitest'
import type { BlockRun } from '#shared/model/run.ts'
import { testBlockRun, testRun } from '../../testing/graph-fixture.ts'
import { givingRunOf, newestRunOf } from './cell-run.ts'

const pipelineUuid = 'train_churn_model'
const runs = (...all: readonly (readonly [id: number, blockRun: BlockRun])[]) =>
  Object.fromEntries(all.map(([id, blockRun]) => [id, testRun([blockRun], { id })]))
const cell = (stored: number | null) => ({ pipelineUuid, blockUuid: 'clean', stored, isShown: true })
const clean = (change: Partial<BlockRun> = {}) => testBlockRun('clean', change)

test('a cell keeps what it gave while other blocks run', () => {
  const known = runs([4, clean()], [5, testBlockRun('load')])
  expect(givingRunOf(known, cell(3))).toBe(4)
  expect(newestRunOf(known, cell(3))).toBe(4)
})

test('a run that did not get to the block has the word, and the one before keeps the output', () => {
  const known = runs([4, clean()], [5, clean({ state: 'upstream-failed', attempt: 0 })])
  expect(newestRunOf(known, cell(null))).toBe(5)
  expect(givingRunOf(known, cell(null))).toBe(4)
})

test('a reused output counts, as does the run that goes on', () => {
  expect(givingRunOf(runs([6, clean({ state: 'reused', attempt: 0 })]), cell(3))).toBe(6)
  expect(givingRunOf(runs([7, clean({ state: 'running', endedAt: null })]), cell(3))).toBe(7)
})

test('without live runs the history says it; without history nothing does', () => {
  expect(givingRunOf({}, cell(3))).toBe(3)
  expect(newestRunOf({}, cell(null))).toBeNull()
})

test('runs of other pipelines do not count', () => {
  const known = { 9: testRun([clean()], { id: 9, pipelineUuid: 'other' }) }
  expect(newestRunOf(known, cell(null))).toBeNull()
})
