import { expect, test } from 'vitest'
import { readGateCondition } from './gate-condition.ts'

const scores = { champion: { auc: 0.8, brier: 0.1, rmse: 3 }, challenger: { auc: 0.81, brier: 0.09, rmse: 2.5 } }

const verdict = (condition: string) => {
  const read = readGateCondition(condition)
  if (!read.ok) return read.error.message
  const value = read.value.evaluate(scores)
  return value.ok ? value.value : value.error.message
}

test('a condition compares metrics of both, with arithmetic and words', () => {
  expect(verdict('challenger.auc > champion.auc + 0.005')).toBe(true)
  expect(verdict('challenger.auc > champion.auc + 0.05')).toBe(false)
  expect(verdict('challenger.auc >= 0.8 and not (challenger.brier > champion.brier)')).toBe(true)
  expect(verdict('challenger.auc > 0.9 or challenger.rmse < champion.rmse * 0.9')).toBe(true)
  expect(verdict('challenger.auc > 0.9 || challenger.rmse < 1 && true')).toBe(false)
  expect(verdict('max(challenger.auc, champion.auc) - 0.81 == 0')).toBe(true)
  expect(verdict('abs(-challenger.rmse) <= 2.5')).toBe(true)
})

test('what is no condition is told in words', () => {
  expect(verdict('challenger.auc')).toContain('Expected a comparison')
  expect(verdict('challenger.f1 > 0.5')).toContain('The challenger has no f1 on these rows; it has auc, brier, rmse.')
  expect(verdict('challenger.auc > (')).toContain('cannot be read')
  expect(verdict('challenger.auc > "high"')).toContain('"high" is neither a number')
  expect(verdict('(1 > 2) + 3 > 1')).toContain('Expected a number on both sides of "+"')
})

test('nothing of JavaScript is reachable from a condition', () => {
  for (const attack of [
    'constructor.constructor("return 1")()',
    'challenger.constructor > 0',
    'challenger["auc"] > 0',
    'challenger.__proto__.x > 0',
    'process.exit(1)',
    'toString() > 1',
    'this > 1',
    'challenger.auc = 2',
    '[1] > 0',
    '1 > 0 ? true : false',
  ])
    expect(typeof verdict(attack), attack).toBe('string')
})
