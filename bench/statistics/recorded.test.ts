import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { statisticsReady } from '#shared/statistics/special-functions.ts'
import { type Answers, distanceBetween, ourAnswers } from './answers.ts'
import { caseCount, caseOf } from './cases.ts'

test('the statistics say what SciPy and scikit-learn said of 200 random cases, to 1e-9', async () => {
  await statisticsReady()
  const recorded = readFileSync(new URL('recorded.ndjson', import.meta.url), 'utf8')
    .trim()
    .split('\n')
  expect(recorded).toHaveLength(caseCount)
  const wrong = recorded.flatMap((line, index) => {
    const theirs: Answers = JSON.parse(line)
    const ours = ourAnswers(caseOf(index))
    expect(Object.keys(ours)).toEqual(Object.keys(theirs))
    return Object.entries(ours)
      .filter(([name, values]) => !(distanceBetween(values, theirs[name] ?? []) <= 1e-9))
      .map(([name, values]) => ({ index, name, values, theirs: theirs[name] }))
  })
  expect(wrong).toEqual([])
})
