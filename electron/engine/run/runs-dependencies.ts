import type { Histories } from '#engine/history/history.ts'
import type { RunHost } from '#engine/history/runs-repository.ts'
import type { BlockModels } from '#engine/models/block-models.ts'
import type { FindProject, OpeningProject, OpenProject } from '#engine/project/open-project.ts'
import type { SecretEnvironment } from '#engine/secrets/secrets.ts'
import type { Settings } from '#shared/model/settings.ts'
import type { Result } from '#shared/result.ts'
import type { ProcessPool } from './process-pool.ts'
import type { RunTracking } from './run-tracking.ts'

/** What runs need of the other capabilities; injected by the composition root. */
export type RunsDependencies = {
  readonly findProject: FindProject
  /** The registry: blocks log models and ask for them. */
  readonly models: BlockModels
  readonly tracking: RunTracking
  readonly histories: Histories
  /** The interpreter of a trusted project; fails with `environment-missing` in words. */
  readonly interpreterFor: (
    project: OpenProject,
  ) => Promise<Result<{ readonly path: string; readonly version: string | null }>>
  /** The one it most likely gives, found without starting anything. */
  readonly likelyInterpreter?: (project: OpeningProject) => Promise<string | null>
  /** What is laid over the environment of its blocks; nothing where left out. */
  readonly secretEnvironment?: SecretEnvironment
  /** Who this host is, and the block processes it began with; made here where left out. Ended by the runs either way. */
  readonly host?: Promise<RunHost>
  readonly pool?: ProcessPool
  readonly settings: () => Pick<Settings, 'maxParallelBlocks' | 'warmInterpreter'> &
    Partial<Pick<Settings, 'keepFailures'>>
}
