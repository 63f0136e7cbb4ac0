/** A stretch of time in which a zone keeps one distance from UTC, up to the next stretch. */
type Stretch = { readonly from: number; readonly offset: number }

const dayMs = 86_400_000
/** Shorter than any time a zone has kept an hour: even the pauses of Ramadan in Morocco last longer. */
const sampleMs = 7 * dayMs

const formats = new Map<string, Intl.DateTimeFormat>()
const years = new Map<string, readonly Stretch[]>()

const formatOf = (zone: string): Intl.DateTimeFormat => {
  const known = formats.get(zone)
  if (known !== undefined) return known
  const format = new Intl.DateTimeFormat('en-US', {
    timeZone: zone,
    hourCycle: 'h23',
    era: 'short',
    year: 'numeric',
    month: 'numeric',
    day: 'numeric',
    hour: 'numeric',
    minute: 'numeric',
    second: 'numeric',
  })
  formats.set(zone, format)
  return format
}

/** Milliseconds a zone is ahead of UTC at an instant, as the system's time zone data says. */
const askOffset = (zone: string, instant: number): number => {
  const parts = new Map(
    formatOf(zone)
      .formatToParts(instant)
      .map(({ type, value }) => [type, value]),
  )
  const part = (name: Intl.DateTimeFormatPartTypes) => Number(parts.get(name))
  const wall = Date.UTC(part('year'), part('month') - 1, part('day'), part('hour'), part('minute'), part('second'))
  return wall - Math.floor(instant / 1000) * 1000
}

/** The second in which the offset changes between two instants. */
const bisect = (zone: string, low: number, high: number): number => {
  const before = askOffset(zone, low)
  let from = low
  let to = high
  while (to - from > 1000) {
    const middle = Math.floor((from + to) / 2000) * 1000
    if (askOffset(zone, middle) === before) from = middle
    else to = middle
  }
  return to
}

/** The stretches of one year (UTC), found once and kept. */
const stretchesOfYear = (zone: string, year: number): readonly Stretch[] => {
  const key = `${zone} ${year}`
  const known = years.get(key)
  if (known !== undefined) return known
  const end = Date.UTC(year + 1, 0, 1)
  const stretches: Stretch[] = [{ from: Date.UTC(year, 0, 1), offset: askOffset(zone, Date.UTC(year, 0, 1)) }]
  for (let at = Date.UTC(year, 0, 1); at < end; at += sampleMs) {
    const next = Math.min(at + sampleMs, end)
    const offset = askOffset(zone, next)
    if (offset !== stretches.at(-1)?.offset) stretches.push({ from: bisect(zone, at, next), offset })
  }
  years.set(key, stretches)
  return stretches
}

/** Stretches that touch a time, oldest first; equal neighbours are one. */
const stretchesAround = (zone: string, from: number, to: number): Stretch[] => {
  const first = new Date(from).getUTCFullYear()
  const last = new Date(to).getUTCFullYear()
  const all: Stretch[] = []
  for (let year = first; year <= last; year += 1) all.push(...stretchesOfYear(zone, year))
  return all.filter((stretch, index) => {
    if (index > 0 && all[index - 1]?.offset === stretch.offset) return false
    const end = all.slice(index + 1).find(({ offset }) => offset !== stretch.offset)?.from ?? Number.POSITIVE_INFINITY
    return end > from && stretch.from <= to
  })
}

/** True for a name such as `Europe/Berlin` that this system knows. */
export const isTimeZone = (zone: string): boolean => {
  try {
    formatOf(zone)
    return true
  } catch {
    return false
  }
}

/** Milliseconds a zone is ahead of UTC. */
export const offsetAt = (zone: string, instant: number): number => {
  const year = new Date(instant).getUTCFullYear()
  return stretchesOfYear(zone, year).findLast(({ from }) => from <= instant)?.offset ?? askOffset(zone, instant)
}

/** Time on the zone's clocks, written as if it were UTC. */
export const wallTimeAt = (zone: string, instant: number): number => instant + offsetAt(zone, instant)

export type WallTime =
  /** On the clocks once, or twice (autumn): the instants, earliest first. */
  | { readonly kind: 'there'; readonly instants: readonly number[] }
  /** Never on the clocks (spring): they jump over it at `jump`, by `length` milliseconds. */
  | { readonly kind: 'gap'; readonly jump: number; readonly length: number }

/** When the zone's clocks show a time. `wall` is that time written as if it were UTC. */
export const instantsOf = (zone: string, wall: number): WallTime => {
  const stretches = stretchesAround(zone, wall - dayMs - 1, wall + dayMs + 1)
  const instants: number[] = []
  for (const [index, { from, offset }] of stretches.entries()) {
    const instant = wall - offset
    const end = stretches[index + 1]?.from ?? Number.POSITIVE_INFINITY
    if ((index === 0 || instant >= from) && instant < end) instants.push(instant)
  }
  if (instants.length > 0) return { kind: 'there', instants }
  for (const [index, { from, offset }] of stretches.entries()) {
    const before = stretches[index - 1]?.offset
    if (before !== undefined && wall >= from + before && wall < from + offset)
      return { kind: 'gap', jump: from, length: offset - before }
  }
  throw new Error(`no place for the wall time ${wall} in ${zone}`)
}
