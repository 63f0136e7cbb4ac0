import type { SqlDatabase, SqlRow } from '#engine/history/database.ts'
import { jsonOf, numberOf, textOf, textOrNull } from '#engine/history/row-values.ts'
import { oneOf } from './compile-search.ts'
import type { KeyValue } from './write-tracked-runs.ts'

/** Data that a tracked run used, as MLflow describes it. */
export type Dataset = {
  readonly name: string
  readonly digest: string
  readonly sourceType: string
  readonly source: string
  readonly schema: string | null
  readonly profile: string | null
}
export type DatasetInput = { readonly dataset: Dataset; readonly tags: readonly KeyValue[] }
export type RunModel = { readonly kind: 'input' | 'output'; readonly modelId: string; readonly step: number }
export type DatasetSummary = Pick<Dataset, 'name' | 'digest'> & {
  readonly experimentId: string
  readonly context: string | null
}

export type InputsRepository = {
  /** Belongs into a transaction. */
  addDatasets(trackedRunId: string, experimentId: string, inputs: readonly DatasetInput[]): void
  addModels(trackedRunId: string, models: readonly RunModel[]): void
  datasets(trackedRunId: string): readonly DatasetInput[]
  models(trackedRunId: string): readonly RunModel[]
  summaries(experimentIds: readonly string[]): readonly DatasetSummary[]
}

const contextTag = 'mlflow.data.context'

const datasetInputOf = (row: SqlRow): DatasetInput => ({
  dataset: {
    name: textOf(row, 'name'),
    digest: textOf(row, 'digest'),
    sourceType: textOf(row, 'source_type'),
    source: textOf(row, 'source'),
    schema: textOrNull(row, 'schema'),
    profile: textOrNull(row, 'profile'),
  },
  tags: jsonOf<readonly KeyValue[]>(row, 'tags', []),
})

/** Data and models that tracked runs used and gave. */
export const createInputsRepository = (database: SqlDatabase): InputsRepository => {
  const insert = database.prepare(
    'INSERT OR IGNORE INTO datasets (experiment, name, digest, source_type, source, schema, profile) VALUES (?, ?, ?, ?, ?, ?, ?)',
  )
  const find = database.prepare('SELECT id FROM datasets WHERE experiment = ? AND name = ? AND digest = ?')
  const use = database.prepare(
    'INSERT OR IGNORE INTO dataset_inputs (tracked_run, dataset, context, tags) VALUES (?, ?, ?, ?)',
  )
  const used = database.prepare(
    'SELECT d.*, i.tags FROM dataset_inputs i JOIN datasets d ON d.id = i.dataset WHERE i.tracked_run = ? ORDER BY d.id',
  )
  const addModel = database.prepare(
    'INSERT OR IGNORE INTO run_models (tracked_run, kind, model, step) VALUES (?, ?, ?, ?)',
  )
  const models = database.prepare('SELECT * FROM run_models WHERE tracked_run = ? ORDER BY step, model')
  return {
    addDatasets: (trackedRunId, experimentId, inputs) => {
      for (const { dataset, tags } of inputs) {
        const { name, digest, sourceType, source, schema, profile } = dataset
        insert.run(Number(experimentId), name, digest, sourceType, source, schema, profile)
        const id = numberOf(find.get(Number(experimentId), name, digest) ?? {}, 'id')
        const context = tags.find(({ key }) => key === contextTag)?.value ?? null
        use.run(trackedRunId, id, context, JSON.stringify(tags))
      }
    },
    addModels: (trackedRunId, added) => {
      for (const { kind, modelId, step } of added) addModel.run(trackedRunId, kind, modelId, step)
    },
    datasets: (trackedRunId) => used.all(trackedRunId).map(datasetInputOf),
    models: (trackedRunId) =>
      models.all(trackedRunId).map((row) => ({
        kind: textOf(row, 'kind') === 'input' ? ('input' as const) : ('output' as const),
        modelId: textOf(row, 'model'),
        step: numberOf(row, 'step'),
      })),
    summaries: (experimentIds) => {
      const where = oneOf('d.experiment', experimentIds.map(Number))
      return database
        .prepare(
          `SELECT DISTINCT d.experiment, d.name, d.digest, i.context FROM datasets d JOIN dataset_inputs i ON i.dataset = d.id
           JOIN tracked_runs r ON r.id = i.tracked_run WHERE ${where.text} AND r.lifecycle = 'active' ORDER BY d.name, d.digest LIMIT 1000`,
        )
        .all(...where.values)
        .map((row) => ({
          experimentId: textOf(row, 'experiment'),
          name: textOf(row, 'name'),
          digest: textOf(row, 'digest'),
          context: textOrNull(row, 'context'),
        }))
    },
  }
}
