import type { JsonMap } from '#shared/model/json.ts'
import type { SqlDatabase } from './database.ts'
import { jsonOf } from './row-values.ts'

export type RememberedVariables = {
  /** Values last given to a run of the pipeline; empty where none were. */
  get(pipelineUuid: string): JsonMap
  set(pipelineUuid: string, variables: JsonMap, time: number): void
}

/** The values a person gave last, per pipeline: offered again by *Run with variables…*. */
export const createRememberedVariables = (database: SqlDatabase): RememberedVariables => {
  const read = database.prepare('SELECT variables FROM remembered_variables WHERE pipeline = ?')
  const write = database.prepare(
    `INSERT INTO remembered_variables (pipeline, variables, updated_at) VALUES (?, ?, ?)
     ON CONFLICT (pipeline) DO UPDATE SET variables = excluded.variables, updated_at = excluded.updated_at`,
  )
  return {
    get: (pipelineUuid) => {
      const row = read.get(pipelineUuid)
      return row === undefined ? {} : jsonOf<JsonMap>(row, 'variables', {})
    },
    set: (pipelineUuid, variables, time) => {
      write.run(pipelineUuid, JSON.stringify(variables), time)
    },
  }
}
