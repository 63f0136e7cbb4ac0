import { type Cron, matchesDate, readCron } from './cron.ts'
import { instantsOf, wallTimeAt } from './zone.ts'

/**
 * What the change of clocks does to a fire: `moved` = its time does not exist that day, so it fires when the clocks have jumped;
 * `first-of-two` = its time comes twice, it fires the first time; `both` = it comes twice and fires each time, being a pattern of every hour.
 */
export type FireMark = 'moved' | 'first-of-two' | 'both'

/** One planned fire. `at` is also its execution date. */
export type Fire = { readonly at: number; readonly mark: FireMark | null }

/** When a trigger fires by the clock: a pattern in a zone, or every so many milliseconds from an anchor. */
export type Timetable =
  | { readonly kind: 'cron'; readonly expression: string; readonly timeZone: string }
  | { readonly kind: 'interval'; readonly everyMs: number; readonly anchor: number }

const dayMs = 86_400_000
const minuteMs = 60_000
const hourMs = 3_600_000
/** 29 February can be eight years away, and then on another weekday. */
const farthestDays = 366 * 41

/** A pattern of all 24 hours follows the time that passes; any other one the clock on the wall. */
const isEveryHour = (cron: Cron): boolean => cron.hours.length === 24

const firesOfWallTime = (cron: Cron, zone: string, wall: number): Fire[] => {
  const found = instantsOf(zone, wall)
  if (found.kind === 'gap') {
    // In a pattern of every hour the next hour comes an hour later anyhow, unless the clocks jump by another length than hours.
    const isCovered = isEveryHour(cron) && found.length % hourMs === 0
    return isCovered ? [] : [{ at: found.jump, mark: 'moved' }]
  }
  const [first, ...again] = found.instants
  if (first === undefined) return []
  if (again.length === 0) return [{ at: first, mark: null }]
  return isEveryHour(cron) ? found.instants.map((at) => ({ at, mark: 'both' })) : [{ at: first, mark: 'first-of-two' }]
}

/** Fires of one date of the zone's calendar, in order, each instant once. */
const firesOfDay = (cron: Cron, zone: string, day: number): Fire[] => {
  const fires = new Map<number, Fire>()
  for (const hour of cron.hours) {
    for (const minute of cron.minutes) {
      for (const fire of firesOfWallTime(cron, zone, day + hour * hourMs + minute * minuteMs)) {
        // A regular fire at the instant others are moved to counts as regular.
        if (fires.get(fire.at)?.mark !== null || !fires.has(fire.at)) fires.set(fire.at, fire)
      }
    }
  }
  return [...fires.values()].sort((a, b) => a.at - b.at)
}

const dayMatches = (cron: Cron, day: number): boolean => {
  const date = new Date(day)
  return matchesDate(cron, { year: date.getUTCFullYear(), month: date.getUTCMonth() + 1, day: date.getUTCDate() })
}

const cronFires = function* (cron: Cron, zone: string, after: number): Generator<Fire> {
  // A day early: where clocks go back over midnight, a date begins before the one after it has ended.
  const today = Math.floor(wallTimeAt(zone, after) / dayMs) * dayMs - dayMs
  let last = after
  for (let index = 0; index < farthestDays; index += 1) {
    const day = today + index * dayMs
    if (!dayMatches(cron, day)) continue
    for (const fire of firesOfDay(cron, zone, day)) {
      if (fire.at <= last) continue
      last = fire.at
      yield fire
    }
  }
}

const intervalFires = function* (everyMs: number, anchor: number, after: number): Generator<Fire> {
  let count = Math.max(0, Math.floor((after - anchor) / everyMs) + 1)
  for (;;) {
    yield { at: anchor + count * everyMs, mark: null }
    count += 1
  }
}

/** Fires after an instant, in order, without end; none where the pattern cannot be read. */
export const firesAfter = function* (timetable: Timetable, after: number): Generator<Fire> {
  if (timetable.kind === 'interval') {
    yield* intervalFires(timetable.everyMs, timetable.anchor, after)
    return
  }
  const reading = readCron(timetable.expression)
  if (reading.ok) yield* cronFires(reading.cron, timetable.timeZone, after)
}

/** The next fires after an instant, none later than `until`. */
export const nextFires = (timetable: Timetable, options: { after: number; limit: number; until?: number }): Fire[] => {
  const fires: Fire[] = []
  for (const fire of firesAfter(timetable, options.after)) {
    if (fires.length >= options.limit || fire.at > (options.until ?? Number.POSITIVE_INFINITY)) break
    fires.push(fire)
  }
  return fires
}
