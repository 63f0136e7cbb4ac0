import type { SqlDatabase } from '#engine/history/database.ts'
import type { TrackedRun } from '#shared/model/tracking.ts'
import { createExperimentsRepository, type ExperimentsRepository, type Page } from './experiments-repository.ts'
import { createInputsRepository, type InputsRepository } from './inputs-repository.ts'
import { createLoggedModelsRepository, type LoggedModelsRepository } from './logged-models-repository.ts'
import { createMetricsRepository, type MetricsRepository } from './metrics-repository.ts'
import { createSearchRuns, type RunSearch } from './search-runs.ts'
import { createTrackedRunsRepository, type TrackedRunsRepository } from './tracked-runs-repository.ts'

/** What was tracked in one project: `.pipewright/tracking.db`. Its functions throw `Refused` for what a client can get wrong. */
export type TrackingStore = {
  readonly experiments: ExperimentsRepository
  readonly runs: TrackedRunsRepository
  readonly metrics: MetricsRepository
  readonly inputs: InputsRepository
  readonly models: LoggedModelsRepository
  searchRuns(request: RunSearch): Page<TrackedRun>
  /** All of `work` or nothing of it. */
  atOnce<Value>(work: () => Value): Value
  close(): void
}

/** The experiment that MLflow's clients expect to be there from the start. */
const defaultExperiment = (database: SqlDatabase): void => {
  const now = Date.now()
  database
    .prepare(
      `INSERT OR IGNORE INTO experiments (id, name, artifact_location, lifecycle, created_at, updated_at)
       VALUES (0, 'Default', 'mlflow-artifacts:/0', 'active', ?, ?)`,
    )
    .run(now, now)
}

/** The store over an opened database in the newest format. */
export const createTrackingStore = (database: SqlDatabase, projectPath: string): TrackingStore => {
  defaultExperiment(database)
  const runs = createTrackedRunsRepository(database)
  return {
    experiments: createExperimentsRepository(database, projectPath),
    runs,
    metrics: createMetricsRepository(database),
    inputs: createInputsRepository(database),
    models: createLoggedModelsRepository(database),
    searchRuns: createSearchRuns(database, runs),
    atOnce: (work) => database.transaction(work),
    close: () => database.close(),
  }
}
