import type { EngineContext } from '#engine/engine-context.ts'
import type { RunHost } from '#engine/history/runs-repository.ts'
import type { ModelsCapability } from '#engine/models/models.ts'
import type { OpenedModel } from '#engine/monitoring/open-model.ts'
import type { OpenProject } from '#engine/project/open-project.ts'
import type { RunsCapability } from '#engine/run/runs.ts'
import type { ServingCapability } from '#engine/serving/serving.ts'
import type { Clock } from '#engine/triggers/clock.ts'
import type { MonitoringSettings } from '#shared/model/monitoring.ts'
import type { RetrainingSettings } from '#shared/model/retraining.ts'
import type { Result } from '#shared/result.ts'
import type { RetrainingsStore, StoredRetraining } from './retrainings-store.ts'

/** What retraining needs of the other capabilities; injected by the composition root. */
export type RetrainingDependencies = {
  readonly runs: Pick<RunsCapability, 'startFor' | 'get'>
  readonly models: Pick<ModelsCapability, 'resolve' | 'note' | 'get' | 'setAlias' | 'promoteFor' | 'rollBack'>
  readonly serving: Pick<ServingCapability, 'route' | 'routes'>
  readonly interpreterFor: (project: OpenProject) => Promise<Result<{ readonly path: string }>>
  readonly clock: Clock
}

/** A model whose loop is at work in this host. */
export type LoopPlace = {
  readonly context: EngineContext
  readonly deps: RetrainingDependencies
  readonly project: OpenProject
  readonly opened: OpenedModel
  readonly store: RetrainingsStore
  readonly host: RunHost
  /** What `monitoring.yaml` says now. */
  readonly monitoring: MonitoringSettings
  readonly settings: RetrainingSettings
}

/** A step took the loop on, or it waits for something (`null`). */
export type Step = (place: LoopPlace, at: StoredRetraining) => Promise<StoredRetraining | null>
