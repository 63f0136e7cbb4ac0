import { describe, expect, it } from 'vitest'
import { nextFires } from './fires.ts'
import { isTimeZone } from './zone.ts'

const fires = (expression: string, timeZone: string, [after, limit]: readonly [string, number]) =>
  nextFires({ kind: 'cron', expression, timeZone }, { after: Date.parse(after), limit }).map(({ at, mark }) =>
    mark === null ? new Date(at).toISOString().slice(0, 16) : `${new Date(at).toISOString().slice(0, 16)} ${mark}`,
  )

describe('the next fires', () => {
  it('of a time that the clocks jump over come when they have jumped, and say so', () => {
    expect(fires('30 2 * * *', 'Europe/Berlin', ['2026-03-28T00:00Z', 3])).toEqual([
      '2026-03-28T01:30',
      '2026-03-29T01:00 moved',
      '2026-03-30T00:30',
    ])
  })

  it('of a time that comes twice come the first time, and say so', () => {
    expect(fires('30 2 * * *', 'Europe/Berlin', ['2026-10-24T12:00Z', 2])).toEqual([
      '2026-10-25T00:30 first-of-two',
      '2026-10-26T01:30',
    ])
  })

  it('of every hour follow the time that passes, through both hours', () => {
    expect(fires('0 * * * *', 'Europe/Berlin', ['2026-10-24T23:30Z', 4])).toEqual([
      '2026-10-25T00:00 both',
      '2026-10-25T01:00 both',
      '2026-10-25T02:00',
      '2026-10-25T03:00',
    ])
    expect(fires('30 * * * *', 'Europe/Berlin', ['2026-03-29T00:00Z', 3])).toEqual([
      '2026-03-29T00:30',
      '2026-03-29T01:30',
      '2026-03-29T02:30',
    ])
  })

  it('in UTC know no such thing', () => {
    expect(fires('30 2 * * *', 'UTC', ['2026-03-28T00:00Z', 2])).toEqual(['2026-03-28T02:30', '2026-03-29T02:30'])
  })

  it('find a date that is years away', () => {
    expect(fires('0 0 29 2 *', 'UTC', ['2026-03-01T00:00Z', 2])).toEqual(['2028-02-29T00:00', '2032-02-29T00:00'])
  })

  it('of an interval are counted from its anchor', () => {
    const timetable = { kind: 'interval', everyMs: 90_000, anchor: 1_000 } as const
    expect(nextFires(timetable, { after: 0, limit: 2 }).map(({ at }) => at)).toEqual([1_000, 91_000])
    expect(nextFires(timetable, { after: 91_000, limit: 1 }).map(({ at }) => at)).toEqual([181_000])
  })

  it('know which zones there are', () => {
    expect(['Europe/Berlin', 'UTC', 'Mars/Olympus', ''].map(isTimeZone)).toEqual([true, true, false, false])
  })
})
