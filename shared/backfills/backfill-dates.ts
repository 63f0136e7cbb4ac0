import type { BackfillRange } from '../model/backfill.ts'

/** More dates than this are refused: a wrong year must not start a million runs. */
export const mostDates = 10_000

const unitMs = { minute: 60_000, hour: 3_600_000, day: 86_400_000, week: 604_800_000 } as const

/** The same day some months later, or the last one of that month where it is shorter (dateutil's `relativedelta`, which Mage uses). */
const monthsLater = (at: number, months: number): number => {
  const date = new Date(at)
  const lastDay = new Date(Date.UTC(date.getUTCFullYear(), date.getUTCMonth() + months + 1, 0)).getUTCDate()
  const day = Math.min(date.getUTCDate(), lastDay)
  return date.setUTCFullYear(date.getUTCFullYear(), date.getUTCMonth() + months, day)
}

/** Mage goes from date to date, so that after 31 January and 28 February comes 28 March. */
const nextDate = (at: number, { unit, every }: Pick<BackfillRange, 'unit' | 'every'>): number => {
  if (unit === 'month') return monthsLater(at, every)
  if (unit === 'year') return monthsLater(at, 12 * every)
  return at + every * unitMs[unit]
}

/** A date and the end of the stretch of time it stands for: the next date. */
export type PlannedDate = { readonly executionDate: number; readonly until: number }

/**
 * All dates of a backfill, oldest first; the end of the range is included where a date falls on it.
 *
 * @returns null where they are more than {@link mostDates}
 */
export const backfillDates = (range: BackfillRange): PlannedDate[] | null => {
  const dates: PlannedDate[] = []
  let at = range.from
  while (at <= range.to) {
    if (dates.length >= mostDates) return null
    const until = nextDate(at, range)
    dates.push({ executionDate: at, until })
    at = until
  }
  return dates
}
