import { readFile } from 'node:fs/promises'
import type { SqlDatabase } from '#engine/history/database.ts'
import type { MonitoringSettings } from '#shared/model/monitoring.ts'
import { type DataProfile, dataProfileSchema } from '#shared/model/profile.ts'

/** A model that is looked at: where its traffic is, what its file says, and where profiles of its versions come from. */
export type MonitoredModel = {
  readonly name: string
  readonly database: SqlDatabase
  readonly settings: MonitoringSettings
  /** Columns that are not recorded on purpose, or are to be ignored. */
  readonly leftOut: ReadonlySet<string>
  /** Profile of what a version was trained on; null where it has none. */
  profile(version: number): Promise<DataProfile | null>
  readonly now: number
}

/** Reads a `profile.json`; null where it is not there or is none. */
export const readProfile = async (path: string | null): Promise<DataProfile | null> => {
  if (path === null) return null
  try {
    const read = dataProfileSchema.safeParse(JSON.parse(await readFile(path, 'utf8')))
    return read.success ? read.data : null
  } catch {
    return null
  }
}
