import { stat } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { SqlDatabase, SqlRow } from '#engine/history/database.ts'
import { numberOf, numberOrNull, textOf } from '#engine/history/row-values.ts'
import type { Measured } from '#engine/tracking/store/metrics-repository.ts'
import type { KeyValue } from '#engine/tracking/store/write-tracked-runs.ts'
import { type ForeignExperiment, type ForeignRun, statusOf } from './foreign-store.ts'

const keyValueOf = (row: SqlRow): KeyValue => ({ key: textOf(row, 'key'), value: textOf(row, 'value') })

const measuredOf = (row: SqlRow): Measured => ({
  key: textOf(row, 'key'),
  value: numberOf(row, 'is_nan') === 1 ? Number.NaN : numberOf(row, 'value'),
  step: numberOf(row, 'step'),
  time: numberOf(row, 'timestamp'),
})

/** Where artifacts can lie: at a path, or where a server of MLflow keeps them beside its database. */
const artifactsOf = async (uri: string, storeFolder: string): Promise<string | null> => {
  const served = uri.startsWith('mlflow-artifacts:')
    ? join(storeFolder, 'mlartifacts', uri.replace(/^mlflow-artifacts:\/*/, ''))
    : null
  const path = served ?? (uri.startsWith('file://') ? fileURLToPath(uri) : uri)
  const facts = await stat(path).catch(() => null)
  return facts?.isDirectory() === true ? path : null
}

async function* runsOf(database: SqlDatabase, experimentId: number, storeFolder: string): AsyncIterable<ForeignRun> {
  const all = (table: string, id: string) => database.prepare(`SELECT * FROM ${table} WHERE run_uuid = ?`).all(id)
  const rows = database
    .prepare(`SELECT * FROM runs WHERE experiment_id = ? AND lifecycle_stage = 'active' ORDER BY start_time`)
    .all(experimentId)
  for (const row of rows) {
    const id = textOf(row, 'run_uuid')
    yield {
      id,
      name: textOf(row, 'name'),
      status: statusOf(row.status),
      user: textOf(row, 'user_id'),
      startedAt: numberOf(row, 'start_time'),
      endedAt: numberOrNull(row, 'end_time'),
      params: all('params', id).map(keyValueOf),
      tags: all('tags', id).map(keyValueOf),
      metrics: all('metrics', id).map(measuredOf),
      artifacts: await artifactsOf(textOf(row, 'artifact_uri'), storeFolder),
    }
  }
}

/** Experiments of MLflow's database, deleted ones left out. `path`: where the file lies, whose copy is opened. */
export const readSqliteStore = (database: SqlDatabase, path: string): readonly ForeignExperiment[] =>
  database
    .prepare(`SELECT * FROM experiments WHERE lifecycle_stage = 'active' ORDER BY experiment_id`)
    .all()
    .map((row) => {
      const id = numberOf(row, 'experiment_id')
      return {
        name: textOf(row, 'name'),
        tags: database
          .prepare('SELECT key, value FROM experiment_tags WHERE experiment_id = ?')
          .all(id)
          .map(keyValueOf),
        runs: () => runsOf(database, id, dirname(path)),
      }
    })
