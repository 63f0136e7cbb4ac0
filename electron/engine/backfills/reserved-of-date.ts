import type { StoredDate } from '#engine/history/backfills-repository.ts'
import type { Backfill } from '#shared/model/backfill.ts'
import type { JsonMap } from '#shared/model/json.ts'

const pythonTime = (at: number): string => new Date(at).toISOString().replace('Z', '+00:00')

/**
 * What a run of a backfill learns of its date (mage-format 9.7). Unlike Mage's, the last date has an end of its interval too, and every
 * date but the first one knows the beginning of the interval before.
 */
export const reservedOfDate = (backfill: Backfill, date: StoredDate, previous: number | null): JsonMap => {
  const { executionDate, until } = date
  const iso = new Date(executionDate).toISOString()
  return {
    execution_date: pythonTime(executionDate),
    ds: iso.slice(0, 10),
    hr: iso.slice(11, 13),
    interval_start_datetime: pythonTime(executionDate),
    interval_end_datetime: pythonTime(until),
    interval_seconds: (until - executionDate) / 1000,
    interval_start_datetime_previous: previous === null ? null : pythonTime(previous),
    trigger_name: `Backfill ${backfill.name}`,
    execution_partition: `backfill_${backfill.id}/${iso.slice(0, 19).replaceAll(/[-:]/g, '')}`,
  }
}
