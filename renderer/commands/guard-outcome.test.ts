import { expect, test } from 'vitest'
import { testBlock, testBlockRun } from '../testing/graph-fixture.ts'
import { guardOutcome } from './guard-outcome.ts'

const conditional = testBlock('good_enough', ['save'], { type: 'conditional', role: 'conditional' })
const callback = testBlock('notify', ['save'], { type: 'callback', role: 'callback' })
const after = (change: Parameters<typeof testBlockRun>[1]) => new Map([['save', testBlockRun('save', change)]])

test('a conditional whose block completed was met', () => {
  expect(guardOutcome(conditional, after({}))?.words).toBe('condition met')
})

test('a conditional that the reason names was not met; another one is not blamed', () => {
  const runs = after({ state: 'condition-failed', reason: 'Conditional good_enough was not true.' })
  expect(guardOutcome(conditional, runs)?.state).toBe('condition-failed')
  expect(guardOutcome({ ...conditional, uuid: 'other' }, runs)).toBeNull()
})

test('a callback is called whether its block completed or failed', () => {
  expect(guardOutcome(callback, after({ state: 'failed' }))?.words).toBe('called')
  expect(guardOutcome(callback, after({ state: 'cancelled' }))).toBeNull()
})

test('nothing is said of what did not happen', () => {
  expect(guardOutcome(conditional, new Map())).toBeNull()
  expect(guardOutcome(conditional, after({ state: 'reused' }))).toBeNull()
  expect(guardOutcome(testBlock('save'), after({}))).toBeNull()
})
