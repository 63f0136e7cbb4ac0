import type { StoredFire } from '#engine/history/trigger-fires.ts'
import { datePartition, executionDates, pythonTime } from '#engine/run/execution-dates.ts'
import type { JsonMap } from '#shared/model/json.ts'
import { nextFires } from '#shared/triggers/fires.ts'
import { timetableOf } from '#shared/triggers/trigger-times.ts'
import type { KnownTrigger } from './triggers-dependencies.ts'

/** The stretch of time a fire by the clock stands for: from its date to the next one. */
const intervalOf = (fire: StoredFire, { trigger, mark }: KnownTrigger): JsonMap => {
  const timetable = timetableOf(trigger, mark.enabledAt)
  const next = timetable === null ? undefined : nextFires(timetable, { after: fire.executionDate, limit: 1 })[0]
  if (next === undefined) return {}
  const length = next.at - fire.executionDate
  return {
    interval_start_datetime: pythonTime(fire.executionDate),
    interval_end_datetime: pythonTime(next.at),
    interval_seconds: length / 1000,
    interval_start_datetime_previous: pythonTime(fire.executionDate - length),
  }
}

/** What a run that is asked for now learns of it. */
export const reservedOfNow = (now: number): JsonMap => ({ ...executionDates(now), event: {} })

/** What a run learns of the fire that started it (mage-format 4.3, 10.2). */
export const reservedOfFire = (fire: StoredFire, known: KnownTrigger): JsonMap => ({
  ...executionDates(fire.executionDate),
  event: fire.event,
  trigger_name: fire.triggerName,
  execution_partition: `${known.mark.id}/${datePartition(fire.executionDate)}`,
  ...intervalOf(fire, known),
})
