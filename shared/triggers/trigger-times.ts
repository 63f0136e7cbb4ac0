import type { Trigger } from '../model/trigger.ts'
import { type Fire, firesAfter, nextFires, type Timetable } from './fires.ts'

export type TriggerTimes = Pick<Trigger, 'when' | 'startTime' | 'endTime'>

/** The timetable of a trigger that fires by the clock; null for those that wait for something else. `enabledAt` = switched on then. */
export const timetableOf = ({ when, startTime }: TriggerTimes, enabledAt: number): Timetable | null => {
  if (when.kind === 'cron') return when
  if (when.kind === 'interval')
    return { kind: 'interval', everyMs: when.seconds * 1000, anchor: startTime ?? enabledAt }
  return null
}

/** The next fires as the form and the list show them. A single one for `once`. */
export const upcomingFires = (
  times: TriggerTimes,
  options: { enabledAt: number; now: number; limit: number },
): Fire[] => {
  const { enabledAt, now, limit } = options
  const until = times.endTime ?? Number.POSITIVE_INFINITY
  if (times.when.kind === 'once') {
    const at = Math.max(times.startTime ?? now, now)
    return at <= until ? [{ at, mark: null }] : []
  }
  const timetable = timetableOf(times, enabledAt)
  if (timetable === null) return []
  const after = Math.max(now, (times.startTime ?? 0) - 1)
  return nextFires(timetable, { after, limit, until })
}

export type DueFires = {
  /** Newest last. */
  readonly dates: readonly number[]
  /** How many there were; more than `dates` holds where they are too many to run. */
  readonly count: number
}

/** More missed fires than this are not run, whatever the policy: a clock set ahead must not start a million runs. */
export const mostDue = 1_000

/** Execution dates after `since` up to `now`. */
export const dueFires = (times: TriggerTimes, options: { enabledAt: number; since: number; now: number }): DueFires => {
  const timetable = timetableOf(times, options.enabledAt)
  if (timetable === null) return { dates: [], count: 0 }
  const until = Math.min(options.now, times.endTime ?? Number.POSITIVE_INFINITY)
  const since = Math.max(options.since, (times.startTime ?? 0) - 1)
  let dates: number[] = []
  let count = 0
  for (const { at } of firesAfter(timetable, since)) {
    if (at > until) break
    dates.push(at)
    count += 1
    if (dates.length >= 2 * mostDue) dates = dates.slice(-mostDue)
  }
  return { dates: dates.slice(-mostDue), count }
}

/** The execution date of the period that goes on: the last fire up to now. Null where there was none in the last two years. */
export const currentPeriod = (times: TriggerTimes, now: number): number | null => {
  const timetable = timetableOf(times, now)
  if (timetable?.kind !== 'cron') return timetable === null ? null : now
  for (const days of [1, 8, 32, 366, 750]) {
    const dates = nextFires(timetable, { after: now - days * 86_400_000, until: now, limit: 2_000 })
    const last = dates.at(-1)
    if (last !== undefined) return last.at
  }
  return null
}
