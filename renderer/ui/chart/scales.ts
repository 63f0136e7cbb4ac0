import { scaleLinear, scaleLog, scaleTime } from 'd3-scale'

export type ScaleKind = 'linear' | 'log' | 'time'

export type Tick = { readonly value: number; readonly text: string }

/** Where a value lies, and the round values to mark. */
export type ChartScale = {
  readonly at: (value: number) => number
  readonly ticks: readonly Tick[]
  readonly domain: readonly [number, number]
}

type ScaleFacts = {
  readonly kind: ScaleKind
  /** Smallest and largest value; what a scale cannot show is made to fit. */
  readonly extent: readonly [number, number]
  readonly range: readonly [number, number]
  /** About how many marks. */
  readonly count: number
  /** Widen to round values. */
  readonly nice: boolean
  readonly format?: ((value: number) => string) | undefined
}

/** Smallest and largest of the finite values; null where there is none. */
export const extentOf = (values: Iterable<number | null>): readonly [number, number] | null => {
  let least = Number.POSITIVE_INFINITY
  let most = Number.NEGATIVE_INFINITY
  for (const value of values) {
    if (value === null || !Number.isFinite(value)) continue
    if (value < least) least = value
    if (value > most) most = value
  }
  return least <= most ? [least, most] : null
}

/** One value alone gets room on both sides, or it would lie nowhere. */
const widened = ([least, most]: readonly [number, number], kind: ScaleKind): [number, number] => {
  if (least < most) return [least, most]
  if (kind === 'log') return [least / 2, least * 2]
  const room = kind === 'time' ? 60_000 : Math.abs(least) * 0.05 || 1
  return [least - room, least + room]
}

const logScale = (facts: ScaleFacts): ChartScale => {
  const [least, most] = facts.extent
  // Zero has no place on a logarithmic scale: what is not above it lies on the lower edge.
  const lowest = least > 0 ? least : Math.min(most > 0 ? most / 1e6 : 1, 1e-6)
  const scale = scaleLog(widened([lowest, Math.max(most, lowest)], 'log'), facts.range).clamp(true)
  if (facts.nice) scale.nice()
  const format = facts.format ?? scale.tickFormat(facts.count)
  const ticks = scale.ticks(facts.count).map((value) => ({ value, text: format(value) }))
  const [from = 1, to = 10] = scale.domain()
  return {
    at: (value) => scale(Math.max(value, from)),
    ticks: ticks.filter(({ text }) => text !== ''),
    domain: [from, to],
  }
}

const linearScale = (facts: ScaleFacts): ChartScale => {
  const scale = scaleLinear(widened(facts.extent, 'linear'), facts.range)
  if (facts.nice) scale.nice(facts.count)
  const format = facts.format ?? scale.tickFormat(facts.count)
  const [from = 0, to = 1] = scale.domain()
  return {
    at: scale,
    ticks: scale.ticks(facts.count).map((value) => ({ value, text: format(value) })),
    domain: [from, to],
  }
}

const two = (value: number): string => String(value).padStart(2, '0')

/** A mark of a time axis, local, as finely as marks stand apart: `11-24`, `14:40`, `14:40:15`; midnight names its day, a year its number. */
export const timeMark = (time: number, stepMs: number): string => {
  const date = new Date(time)
  const [month, day] = [date.getMonth() + 1, date.getDate()]
  const [hour, minute, second] = [date.getHours(), date.getMinutes(), date.getSeconds()]
  if (hour + minute + second === 0) return month + day === 2 ? String(date.getFullYear()) : `${two(month)}-${two(day)}`
  return stepMs < 60_000 ? `${two(hour)}:${two(minute)}:${two(second)}` : `${two(hour)}:${two(minute)}`
}

const timeScale = (facts: ScaleFacts): ChartScale => {
  const extent = widened(facts.extent, 'time')
  const scale = scaleTime(extent, facts.range)
  const times = scale.ticks(facts.count).map((date) => date.getTime())
  const step = (times[1] ?? 0) - (times[0] ?? 0)
  const ticks = times.map((value) => ({ value, text: facts.format?.(value) ?? timeMark(value, step) }))
  return { at: (value) => scale(value), ticks, domain: extent }
}

/** A scale of one axis. Times are milliseconds since the epoch, marked in local time. */
export const chartScale = (facts: ScaleFacts): ChartScale => {
  if (facts.kind === 'log') return logScale(facts)
  return facts.kind === 'time' ? timeScale(facts) : linearScale(facts)
}

/** `0.845`, `12,500`, `3.2e-7`: enough digits to tell values apart, none to fill the line. */
export const formatValue = (value: number): string => {
  if (!Number.isFinite(value)) return String(value)
  const size = Math.abs(value)
  if (size !== 0 && (size < 1e-4 || size >= 1e9)) return value.toExponential(2).replace(/\.?0+e/, 'e')
  if (size >= 1000) return value.toLocaleString('en-US', { maximumFractionDigits: size >= 100_000 ? 0 : 1 })
  return String(Number(value.toPrecision(4)))
}
