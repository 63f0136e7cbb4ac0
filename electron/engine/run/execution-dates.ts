import type { JsonMap } from '#shared/model/json.ts'

/** A time as Python's `datetime.fromisoformat` of every version reads it, in UTC. */
export const pythonTime = (at: number): string => new Date(at).toISOString().replace('Z', '+00:00')

/** What every run learns of the date it is for (mage-format 4.3). */
export const executionDates = (at: number): JsonMap => {
  const iso = new Date(at).toISOString()
  return { execution_date: pythonTime(at), ds: iso.slice(0, 10), hr: iso.slice(11, 13) }
}

/** `20261124T100000`, as Mage names the partitions of dates. */
export const datePartition = (at: number): string => new Date(at).toISOString().slice(0, 19).replaceAll(/[-:]/g, '')
