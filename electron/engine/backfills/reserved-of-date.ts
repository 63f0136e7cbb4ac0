import type { StoredDate } from '#engine/history/backfills-repository.ts'
import { datePartition, executionDates, pythonTime } from '#engine/run/execution-dates.ts'
import type { Backfill } from '#shared/model/backfill.ts'
import type { JsonMap } from '#shared/model/json.ts'

/**
 * What a run of a backfill learns of its date (mage-format 9.7). Unlike Mage's, the last date has an end of its interval too, and every
 * date but the first one knows the beginning of the interval before.
 */
export const reservedOfDate = (backfill: Backfill, date: StoredDate, previous: number | null): JsonMap => {
  const { executionDate, until } = date
  return {
    ...executionDates(executionDate),
    interval_start_datetime: pythonTime(executionDate),
    interval_end_datetime: pythonTime(until),
    interval_seconds: (until - executionDate) / 1000,
    interval_start_datetime_previous: previous === null ? null : pythonTime(previous),
    trigger_name: `Backfill ${backfill.name}`,
    execution_partition: `backfill_${backfill.id}/${datePartition(executionDate)}`,
  }
}
