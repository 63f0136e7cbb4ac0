import { expect, test } from 'vitest'
import { isOutdated } from './outdated.ts'

const made = Date.UTC(2026, 0, 31, 10, 30)
const hour = 3_600_000

test('outdated after a time', () => {
  const rule = { outdated_after: { seconds: 600 } }
  expect(isOutdated(made, made + 599_000, rule)).toBe(false)
  expect(isOutdated(made, made + 600_000, rule)).toBe(true)
  expect(isOutdated(made, made + 6 * 24 * hour, { outdated_after: { weeks: 1 } })).toBe(false)
  expect(isOutdated(made, Date.UTC(2027, 0, 31, 10, 30), { outdated_after: { years: 1 } })).toBe(true)
})

test('outdated not before a moment of the wanted kind', () => {
  const rule = { outdated_after: { seconds: 60 }, outdated_starting_at: { hour_of_day: 12, minute_of_hour: 0 } }
  expect(isOutdated(made, made + hour, rule)).toBe(false)
  expect(isOutdated(made, Date.UTC(2026, 0, 31, 12, 0), rule)).toBe(true)
})

test('without a rule it is outdated at once', () => {
  expect(isOutdated(made, made, {})).toBe(true)
})
