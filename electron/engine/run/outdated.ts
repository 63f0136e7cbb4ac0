import { isRawMap, numberOf, type RawMap } from '#engine/pipelines/read-values.ts'

/** When a product is outdated, in the words of `global_data_products.yaml`. */
export type OutdatedRule = { readonly outdated_after?: unknown; readonly outdated_starting_at?: unknown }

const mapOf = (value: unknown): RawMap => (isRawMap(value) ? value : {})

const addTime = (time: number, after: RawMap): number => {
  const amount = (key: string) => numberOf(after[key]) ?? 0
  const date = new Date(time)
  date.setUTCFullYear(date.getUTCFullYear() + amount('years'), date.getUTCMonth() + amount('months'), date.getUTCDate())
  return date.getTime() + (amount('weeks') * 7 * 86_400 + amount('seconds')) * 1000
}

const dayMs = 86_400_000
const weekOfYear = (date: Date): number => Math.floor(dayOfYear(date) / 7)
const dayOfYear = (date: Date): number =>
  Math.floor((date.getTime() - Date.UTC(date.getUTCFullYear(), 0, 1)) / dayMs) + 1

/** Parts of a moment, by the keys of `outdated_starting_at`. Seconds are looked at apart. */
const parts: Readonly<Record<string, (date: Date) => number>> = {
  minute_of_hour: (date) => date.getUTCMinutes(),
  hour_of_day: (date) => date.getUTCHours(),
  day_of_week: (date) => date.getUTCDay(),
  day_of_month: (date) => date.getUTCDate(),
  day_of_year: dayOfYear,
  week_of_month: (date) => Math.ceil(date.getUTCDate() / 7),
  week_of_year: weekOfYear,
  month_of_year: (date) => date.getUTCMonth() + 1,
}

const minuteMs = 60_000
const farthestMinutes = 366 * 24 * 60

/** The first minute from `time` on that has all the wanted parts; `time` itself where no parts are wanted. */
const firstMatch = (time: number, wanted: RawMap): number => {
  const rules = Object.entries(parts).flatMap(([key, part]) => {
    const value = numberOf(wanted[key])
    return value === null ? [] : [{ part, value }]
  })
  if (rules.length === 0) return time
  for (let minute = 0; minute < farthestMinutes; minute += 1) {
    const date = new Date(time + minute * minuteMs)
    if (rules.every(({ part, value }) => part(date) === value)) return date.getTime()
  }
  return time
}

/** Whether something made at `madeAt` is outdated now: some time has passed, and then a moment of the wanted kind has come. */
export const isOutdated = (madeAt: number, now: number, rule: OutdatedRule): boolean => {
  const earliest = addTime(madeAt, mapOf(rule.outdated_after))
  return now >= firstMatch(earliest, mapOf(rule.outdated_starting_at))
}
