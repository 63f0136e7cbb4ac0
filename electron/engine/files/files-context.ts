import type { EngineContext } from '#engine/engine-context.ts'
import type { FindProjectWithFiles } from '#engine/project/open-project.ts'
import type { Result } from '#shared/result.ts'
import type { KeyedQueue } from './keyed-queue.ts'

export type FilesDeps = {
  readonly findProject: FindProjectWithFiles
  /** Tells the watcher of a change of ours, made to text; null = removed. */
  readonly noteOwnWrite: (absolutePath: string, etag: string | null, by: 'text') => void
  /** Takes a block file out of every pipeline that uses it. Without it, deleting a used block file is refused. */
  readonly detachBlockFile?: (projectId: string, path: string) => Promise<Result<unknown>>
}

/** What the functions of this folder need besides the file they work on. */
export type FilesContext = {
  readonly context: EngineContext
  readonly deps: FilesDeps
  readonly inOrder: KeyedQueue
}
