import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { backfillDates } from './backfill-dates.ts'

const utc = (text: string): number => Date.parse(`${text}Z`)
const iso = (at: number): string => new Date(at).toISOString().slice(0, 16)

describe('dates of a backfill', () => {
  it('include both ends', () => {
    const dates = backfillDates({ from: utc('2026-02-27T06:00'), to: utc('2026-03-01T06:00'), unit: 'day', every: 1 })
    expect(dates?.map(({ executionDate, until }) => [iso(executionDate), iso(until)])).toEqual([
      ['2026-02-27T06:00', '2026-02-28T06:00'],
      ['2026-02-28T06:00', '2026-03-01T06:00'],
      ['2026-03-01T06:00', '2026-03-02T06:00'],
    ])
  })

  it('stop before an end no date falls on', () => {
    const dates = backfillDates({ from: utc('2026-01-01T00:00'), to: utc('2026-01-01T05:00'), unit: 'hour', every: 2 })
    expect(dates?.map(({ executionDate }) => iso(executionDate).slice(11))).toEqual(['00:00', '02:00', '04:00'])
  })

  it('keep to the last day of shorter months, as Mage does', () => {
    const dates = backfillDates({ from: utc('2026-01-31T01:30'), to: utc('2026-04-30T01:30'), unit: 'month', every: 1 })
    expect(dates?.map(({ executionDate }) => iso(executionDate))).toEqual([
      '2026-01-31T01:30',
      '2026-02-28T01:30',
      '2026-03-28T01:30',
      '2026-04-28T01:30',
    ])
  })

  it('know leap years', () => {
    const dates = backfillDates({ from: utc('2024-02-29T00:00'), to: utc('2026-03-01T00:00'), unit: 'year', every: 1 })
    expect(dates?.map(({ executionDate }) => iso(executionDate).slice(0, 10))).toEqual([
      '2024-02-29',
      '2025-02-28',
      '2026-02-28',
    ])
  })

  it('are none where the end lies before the beginning, and null where they are too many', () => {
    expect(backfillDates({ from: 10, to: 9, unit: 'day', every: 1 })).toEqual([])
    expect(backfillDates({ from: 0, to: utc('2026-01-01T00:00'), unit: 'minute', every: 1 })).toBeNull()
  })

  it('follow each other without a gap, before 1970 too', () => {
    const unit = fc.constantFrom('minute', 'hour', 'day', 'week', 'month', 'year')
    const from = fc.integer({ min: -2_000_000_000_000, max: 2_000_000_000_000 })
    fc.assert(
      fc.property(from, unit, fc.integer({ min: 1, max: 40 }), (start, of, every) => {
        const range = { from: start, to: start + 30 * 86_400_000, unit: of, every } as const
        const dates = backfillDates(range) ?? []
        expect(dates[0]?.executionDate ?? start).toBe(start)
        dates.forEach(({ executionDate, until }, index) => {
          expect(until).toBeGreaterThan(executionDate)
          expect(executionDate).toBeLessThanOrEqual(range.to)
          if (of === 'month' || of === 'year') expect(iso(executionDate).slice(10)).toBe(iso(start).slice(10))
          if (index > 0) expect(dates[index - 1]?.until).toBe(executionDate)
        })
      }),
    )
  })
})
