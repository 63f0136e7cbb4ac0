import type { ModelsCapability } from '#engine/models/models.ts'
import type { FindProject, OpenProject } from '#engine/project/open-project.ts'
import type { Clock } from '#engine/triggers/clock.ts'

/** What monitoring needs of the other capabilities; injected by the composition root. */
export type MonitoringDependencies = {
  readonly findProject: FindProject
  readonly models: Pick<ModelsCapability, 'resolve' | 'note' | 'get'>
  readonly noteOwnWrite: (absolutePath: string, etag: string | null) => void
  readonly clock: Clock
  /** Columns of a model that its endpoint does not record, by the user's wish. */
  readonly leftOut: (project: OpenProject, modelName: string) => Promise<readonly string[]>
}
