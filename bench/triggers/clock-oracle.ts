/**
 * A second opinion on fires, slow and simple: it looks at the clocks of a zone minute by minute and asks a handwritten question of each.
 * It shares no code with `shared/triggers`.
 */

/** What the clocks show, in numbers. `weekday` 0 = Sunday. */
export type Wall = {
  readonly minute: number
  readonly hour: number
  readonly day: number
  readonly month: number
  readonly weekday: number
  readonly lastDay: boolean
}

/** A pattern beside what it means, written by hand. */
export type KnownPattern = {
  readonly text: string
  readonly everyHour: boolean
  readonly fits: (wall: Wall) => boolean
}

const every = (text: string, fits: KnownPattern['fits']): KnownPattern => ({ text, everyHour: true, fits })
const at = (text: string, fits: KnownPattern['fits']): KnownPattern => ({ text, everyHour: false, fits })

/** Twenty patterns of every kind people write. */
export const knownPatterns: readonly KnownPattern[] = [
  every('* * * * *', () => true),
  every('*/5 * * * *', ({ minute }) => minute % 5 === 0),
  every('*/15 * * * *', ({ minute }) => minute % 15 === 0),
  every('@hourly', ({ minute }) => minute === 0),
  every('30 * * * *', ({ minute }) => minute === 30),
  every('5,35 * * * 1-5', ({ minute, weekday }) => (minute === 5 || minute === 35) && weekday >= 1 && weekday <= 5),
  at('@daily', ({ minute, hour }) => minute === 0 && hour === 0),
  at('30 0 * * *', ({ minute, hour }) => minute === 30 && hour === 0),
  at('0 1 * * *', ({ minute, hour }) => minute === 0 && hour === 1),
  at('30 1 * * *', ({ minute, hour }) => minute === 30 && hour === 1),
  at('0 2 * * *', ({ minute, hour }) => minute === 0 && hour === 2),
  at('30 2 * * *', ({ minute, hour }) => minute === 30 && hour === 2),
  at('45 3 * * *', ({ minute, hour }) => minute === 45 && hour === 3),
  at('*/20 0-3 * * *', ({ minute, hour }) => minute % 20 === 0 && hour <= 3),
  at('15 */2 * * *', ({ minute, hour }) => minute === 15 && hour % 2 === 0),
  at('@weekly', ({ minute, hour, weekday }) => minute === 0 && hour === 0 && weekday === 1),
  at('30 2 * * sun', ({ minute, hour, weekday }) => minute === 30 && hour === 2 && weekday === 0),
  at('@monthly', ({ minute, hour, day }) => minute === 0 && hour === 0 && day === 1),
  at('0 2 L * *', ({ minute, hour, lastDay }) => minute === 0 && hour === 2 && lastDay),
  at('30 1 1-7 * 6', ({ minute, hour, day, weekday }) => minute === 30 && hour === 1 && (day <= 7 || weekday === 6)),
]

const minuteMs = 60_000
const hourMs = 3_600_000
const dayMs = 86_400_000

/** The zone's clocks, written as if they were UTC. */
const wallOf = (format: Intl.DateTimeFormat, instant: number): number =>
  Date.parse(`${format.format(instant).replace(', ', 'T')}Z`)

const formatOf = (zone: string): Intl.DateTimeFormat =>
  new Intl.DateTimeFormat('sv-SE', {
    timeZone: zone,
    year: 'numeric',
    month: '2-digit',
    day: '2-digit',
    hour: '2-digit',
    minute: '2-digit',
    second: '2-digit',
  })

/** Instants at which the clocks of a zone are changed, to the minute. */
export const clockChanges = (zone: string, from: number, to: number): number[] => {
  const format = formatOf(zone)
  const offset = (instant: number) => wallOf(format, instant) - instant
  const changes: number[] = []
  for (let day = from; day < to; day += 3 * dayMs) {
    let low = day
    let high = day + 3 * dayMs
    if (offset(low) === offset(high)) continue
    while (high - low > minuteMs) {
      const middle = Math.floor((low + high) / 2 / minuteMs) * minuteMs
      if (offset(middle) === offset(low)) low = middle
      else high = middle
    }
    changes.push(high)
  }
  return changes
}

const wallOfTime = (wall: number): Wall => {
  const date = new Date(wall)
  return {
    minute: date.getUTCMinutes(),
    hour: date.getUTCHours(),
    day: date.getUTCDate(),
    month: date.getUTCMonth() + 1,
    weekday: date.getUTCDay(),
    lastDay: new Date(wall + dayMs).getUTCDate() === 1,
  }
}

type Minute = { readonly at: number; readonly wall: Wall; readonly isRepeated: boolean; readonly jumpMs: number | null }

/** The minutes of a window as the clocks show them; those the clocks jump over stand at the jump. */
export const minutesAround = (zone: string, change: number): Minute[] => {
  const format = formatOf(zone)
  const minutes: Minute[] = []
  const seen = new Set<number>()
  let before: number | null = null
  for (let instant = change - 30 * hourMs; instant <= change + 30 * hourMs; instant += minuteMs) {
    const wall = wallOf(format, instant)
    if (before !== null) {
      for (let skipped = before + minuteMs; skipped < wall; skipped += minuteMs)
        minutes.push({ at: instant, wall: wallOfTime(skipped), isRepeated: false, jumpMs: wall - before - minuteMs })
    }
    minutes.push({ at: instant, wall: wallOfTime(wall), isRepeated: seen.has(wall), jumpMs: null })
    seen.add(wall)
    before = wall
  }
  return minutes
}

/** Fires among these minutes: see ARCHITECTURE, *Clock changes*. */
export const expectedFires = ({ everyHour, fits }: KnownPattern, minutes: readonly Minute[]): number[] => {
  const isCounted = ({ isRepeated, jumpMs }: Minute) =>
    everyHour ? jumpMs === null || jumpMs % hourMs !== 0 : !isRepeated
  return [...new Set(minutes.filter((minute) => isCounted(minute) && fits(minute.wall)).map((minute) => minute.at))]
}
