import { expect, test } from 'vitest'
import { countCheck, countPlaywright, countUnittest, countVitest, sum } from './report.mjs'

test('a clean unittest run counts its tests', () => {
  expect(countUnittest('....\nRan 4 tests in 0.1s\n\nOK\n', 0)).toEqual({ passed: 4, failed: 0, skipped: 0 })
})

test('failures, errors and skips of unittest are told apart from passes', () => {
  const output = 'Ran 10 tests in 1.2s\n\nFAILED (failures=1, errors=2, skipped=3)\n'
  expect(countUnittest(output, 1)).toEqual({ passed: 4, failed: 3, skipped: 3 })
})

test('a part that ended badly without a report is one failure', () => {
  expect(countVitest('/nowhere/vitest.json', 1)).toEqual({ passed: 0, failed: 1, skipped: 0 })
  expect(countPlaywright('/nowhere/e2e.json', 1)).toEqual({ passed: 0, failed: 1, skipped: 0 })
  expect(countUnittest('No module named unittest', 1)).toEqual({ passed: 0, failed: 1, skipped: 0 })
})

test('the sum is over all parts', () => {
  expect(sum([countCheck(0), countCheck(1), { passed: 5, failed: 0, skipped: 2 }])).toEqual({
    passed: 6,
    failed: 1,
    skipped: 2,
  })
})
