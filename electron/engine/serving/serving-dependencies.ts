import type { ModelsCapability } from '#engine/models/models.ts'
import type { FindProject, OpenProject } from '#engine/project/open-project.ts'
import type { FeedbackItem, TrafficRecord } from '#shared/model/traffic.ts'
import type { Result } from '#shared/result.ts'
import type { RunPipeline } from './pipeline-calls.ts'

/** Who keeps what endpoints answered; given by monitoring through the composition root. */
export type TrafficRecorder = {
  /** In batches of at least 250 ms, never on a request's path. */
  record(project: OpenProject, records: readonly TrafficRecord[]): void
  /** What was true after all, sent to `POST /feedback`. */
  feedback(project: OpenProject, model: string, items: readonly FeedbackItem[]): Promise<Result<{ matched: number }>>
}

/** What serving needs of the other capabilities; injected by the composition root. */
export type ServingDependencies = {
  readonly findProject: FindProject
  readonly models: Pick<ModelsCapability, 'resolve' | 'note'>
  readonly runPipeline: RunPipeline
  /** The interpreter of a trusted project; fails with `environment-missing` in words. */
  readonly interpreterFor: (
    project: OpenProject,
  ) => Promise<Result<{ readonly path: string; readonly version: string | null }>>
}
