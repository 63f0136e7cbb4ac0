/** A cron pattern of five fields, taken apart. */
export type Cron = {
  readonly minutes: readonly number[]
  readonly hours: readonly number[]
  /** Days of the month; null where the field leaves them open. */
  readonly days: ReadonlySet<number> | null
  /** `L`: the last day of the month. */
  readonly lastDay: boolean
  readonly months: ReadonlySet<number>
  /** 0 = Sunday; null where the field leaves them open. */
  readonly weekdays: ReadonlySet<number> | null
  /** `1#2`: the second Monday. */
  readonly nthWeekdays: readonly { readonly weekday: number; readonly nth: number }[]
}

export type CronReading = { readonly ok: true; readonly cron: Cron } | { readonly ok: false; readonly message: string }

/** Mage's short names, as patterns. Its week begins on Monday. */
export const presetPatterns = {
  '@hourly': '0 * * * *',
  '@daily': '0 0 * * *',
  '@weekly': '0 0 * * 1',
  '@monthly': '0 0 1 * *',
} as const

const monthNames = ['jan', 'feb', 'mar', 'apr', 'may', 'jun', 'jul', 'aug', 'sep', 'oct', 'nov', 'dec']
const dayNames = ['sun', 'mon', 'tue', 'wed', 'thu', 'fri', 'sat']

type Field = { readonly name: string; readonly from: number; readonly to: number; readonly names: readonly string[] }

const minuteField: Field = { name: 'minute', from: 0, to: 59, names: [] }
const hourField: Field = { name: 'hour', from: 0, to: 23, names: [] }
const dayField: Field = { name: 'day of the month', from: 1, to: 31, names: [] }
const monthField: Field = { name: 'month', from: 1, to: 12, names: ['', ...monthNames] }
/** 7 is Sunday too. */
const weekdayField: Field = { name: 'day of the week', from: 0, to: 7, names: dayNames }

class Unreadable extends Error {}

const fieldValue = (text: string, field: Field): number => {
  const named = text === '' ? -1 : field.names.indexOf(text.toLowerCase())
  const value = named >= 0 ? named : /^\d{1,2}$/.test(text) ? Number(text) : Number.NaN
  if (value >= field.from && value <= field.to) return value
  throw new Unreadable(
    `Expected ${field.name} between ${field.from} and ${field.to}, but found "${text}". Correct that field.`,
  )
}

const rangeOf = (text: string, field: Field): number[] => {
  const [range = '', step, ...more] = text.split('/')
  if (more.length > 0 || (step !== undefined && !/^[1-9]\d{0,2}$/.test(step)))
    throw new Unreadable(`Expected a step such as */5 for ${field.name}, but found "${text}".`)
  const by = step === undefined ? 1 : Number(step)
  const isOpen = range === '*' || range === '?'
  const [first = '', last, ...rest] = range.split('-')
  if (rest.length > 0) throw new Unreadable(`Expected a range such as 1-5 for ${field.name}, but found "${text}".`)
  const highest = field === weekdayField ? 6 : field.to
  const from = isOpen ? field.from : fieldValue(first, field)
  const single = step === undefined ? from : highest
  const to = isOpen ? highest : last === undefined ? single : fieldValue(last, field)
  return stepped({ from, to, by }, field)
}

/** `fri-mon` and `22-2` go over the end, as croniter reads them. */
const stepped = ({ from, to, by }: { from: number; to: number; by: number }, field: Field): number[] => {
  const size = field === weekdayField ? 7 : field.to - field.from + 1
  const length = to >= from ? to - from : to + size - from
  const values: number[] = []
  for (let step = 0; step <= length; step += by) values.push(field.from + ((from - field.from + step) % size))
  return values
}

const numbersOf = (text: string, field: Field): number[] => [
  ...new Set(text.split(',').flatMap((part) => rangeOf(part, field))),
]

const isOpenField = (text: string): boolean => text === '*' || text === '?'
const ascending = (numbers: readonly number[]): number[] => [...numbers].sort((a, b) => a - b)

const daysOf = (text: string): Pick<Cron, 'days' | 'lastDay'> => {
  if (isOpenField(text)) return { days: null, lastDay: false }
  const parts = text.split(',')
  const numbers = parts.filter((part) => part.toUpperCase() !== 'L')
  const days = numbers.length === 0 ? [] : numbersOf(numbers.join(','), dayField)
  return { days: new Set(days), lastDay: numbers.length < parts.length }
}

const weekdaysOf = (text: string): Pick<Cron, 'weekdays' | 'nthWeekdays'> => {
  if (isOpenField(text)) return { weekdays: null, nthWeekdays: [] }
  const parts = text.split(',')
  const plain = parts.filter((part) => !part.includes('#'))
  const nthWeekdays = parts
    .filter((part) => part.includes('#'))
    .map((part) => {
      const [day = '', nth = ''] = part.split('#')
      if (!/^[1-5]$/.test(nth))
        throw new Unreadable(`Expected a weekday such as 1#2 (second Monday), but found "${part}".`)
      return { weekday: fieldValue(day, weekdayField) % 7, nth: Number(nth) }
    })
  const weekdays = plain.length === 0 ? [] : numbersOf(plain.join(','), weekdayField).map((day) => day % 7)
  return { weekdays: new Set(weekdays), nthWeekdays }
}

/** The most days each month can have, to find patterns that no date fits. */
const longestMonths = [0, 31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31]

const canFire = (cron: Cron): boolean =>
  cron.lastDay ||
  cron.days === null ||
  cron.weekdays !== null ||
  [...cron.months].some((month) => [...(cron.days ?? [])].some((day) => day <= (longestMonths[month] ?? 0)))

const partsOf = (text: string): readonly string[] => {
  const pattern = Object.hasOwn(presetPatterns, text) ? presetPatterns[text as keyof typeof presetPatterns] : text
  const parts = pattern.trim().split(/\s+/)
  if (parts.length === 5) return parts
  throw new Unreadable(
    `Expected five fields (minute, hour, day of the month, month, day of the week) such as "30 6 * * 1-5", but found "${text}".`,
  )
}

/** Reads a pattern or a preset such as `@daily`, as croniter (and so Mage) does. */
export const readCron = (text: string): CronReading => {
  try {
    const [minute = '', hour = '', day = '', month = '', weekday = ''] = partsOf(text)
    const cron: Cron = {
      minutes: ascending(numbersOf(minute, minuteField)),
      hours: ascending(numbersOf(hour, hourField)),
      ...daysOf(day),
      months: new Set(numbersOf(month, monthField)),
      ...weekdaysOf(weekday),
    }
    if (canFire(cron)) return { ok: true, cron }
    return { ok: false, message: `No date fits "${text}": the month has no such day. Correct day or month.` }
  } catch (error) {
    if (error instanceof Unreadable) return { ok: false, message: error.message }
    throw error
  }
}

/** Whether the pattern fires on this date. With both days given, either will do, as cron has always had it. */
export const matchesDate = (cron: Cron, date: { year: number; month: number; day: number }): boolean => {
  const { year, month, day } = date
  if (!cron.months.has(month)) return false
  const byDay = cron.days === null ? null : cron.days.has(day) || (cron.lastDay && day === lastDayOf(year, month))
  const byWeekday = cron.weekdays === null ? null : matchesWeekday(cron, date)
  if (byDay === null) return byWeekday ?? true
  return byWeekday === null ? byDay : byDay || byWeekday
}

const matchesWeekday = (cron: Cron, { year, month, day }: { year: number; month: number; day: number }): boolean => {
  const weekday = new Date(Date.UTC(year, month - 1, day)).getUTCDay()
  const isNth = cron.nthWeekdays.some((entry) => entry.weekday === weekday && Math.ceil(day / 7) === entry.nth)
  return isNth || (cron.weekdays?.has(weekday) ?? false)
}

const lastDayOf = (year: number, month: number): number => new Date(Date.UTC(year, month, 0)).getUTCDate()
