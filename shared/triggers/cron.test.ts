import { Cron as Croner } from 'croner'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { readCron } from './cron.ts'
import { nextFires } from './fires.ts'

const messageOf = (text: string): string | null => {
  const reading = readCron(text)
  return reading.ok ? null : reading.message
}

const field = (from: number, to: number) => {
  const value = fc.integer({ min: from, max: to })
  return fc.oneof(
    { weight: 3, arbitrary: fc.constant('*') },
    value.map(String),
    fc.tuple(value, value).map(([a, b]) => `${Math.min(a, b)}-${Math.max(a, b)}`),
    fc.integer({ min: 2, max: 6 }).map((step) => `*/${step}`),
    fc.uniqueArray(value, { minLength: 2, maxLength: 4 }).map((values) => values.join(',')),
  )
}

describe('a cron pattern', () => {
  it.each([
    ['* * * *', 'five fields'],
    ['60 * * * *', 'minute between 0 and 59'],
    ['* 24 * * *', 'hour between 0 and 23'],
    ['* * * 13 *', 'month between 1 and 12'],
    ['* * * * monday', 'day of the week'],
    ['*/0 * * * *', 'a step such as */5'],
    ['0 0 31 2 *', 'No date fits'],
    ['0 0 * * 1#6', 'second Monday'],
  ])('%s is refused with words', (text, words) => {
    expect(messageOf(text)).toContain(words)
  })

  it.each(['@daily', '0 6 * * mon-fri', '*/5 9-17 * * *', '0 0 L * *', '0 0 * * 7', '0 9 * * 1#2', '0 22-2 * * *'])(
    '%s is read',
    (text) => {
      expect(messageOf(text)).toBeNull()
    },
  )

  it('fires when another implementation of cron does, in UTC', () => {
    const pattern = fc
      .tuple(field(0, 59), field(0, 23), field(1, 28), field(1, 12), field(0, 6))
      .map((fields) => fields.join(' '))
    const instant = fc.integer({ min: Date.UTC(2024, 0, 1), max: Date.UTC(2030, 0, 1) })
    fc.assert(
      fc.property(pattern, instant, (text, after) => {
        const theirs = new Croner(text, { timezone: 'UTC', paused: true }).nextRuns(5, new Date(after))
        const ours = nextFires({ kind: 'cron', expression: text, timeZone: 'UTC' }, { after, limit: 5 })
        expect(ours.map(({ at }) => at)).toEqual(theirs.map((date) => date.getTime()))
      }),
      { numRuns: 300 },
    )
  })
})
