import type { FindProjectWithFiles, OpenProject } from '#engine/project/open-project.ts'
import type { Result } from '#shared/result.ts'

/** What the registry needs of the other capabilities; injected by the composition root. */
export type ModelsDependencies = {
  readonly findProject: FindProjectWithFiles
  readonly noteOwnWrite: (absolutePath: string, etag: string | null) => void
  /** The interpreter of a trusted project: packaging a model loads it. */
  readonly interpreterFor: (project: OpenProject) => Promise<Result<{ readonly path: string }>>
}
