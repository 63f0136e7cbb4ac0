import type { FindProjectWithFiles } from '#engine/project/open-project.ts'

/** What the registry needs of the other capabilities; injected by the composition root. */
export type ModelsDependencies = {
  readonly findProject: FindProjectWithFiles
  readonly noteOwnWrite: (absolutePath: string, etag: string | null) => void
}
