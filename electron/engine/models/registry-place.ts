import type { EngineContext } from '#engine/engine-context.ts'
import type { KeyedQueue } from '#engine/files/keyed-queue.ts'
import type { OpenProject } from '#engine/project/open-project.ts'
import type { ModelChange } from '#shared/model/registry.ts'
import type { Result } from '#shared/result.ts'
import { appendChange } from './changes-file.ts'
import type { WriteOptions } from './model-file.ts'

/** A change as its teller knows it; the registry adds the time. */
export type ChangeNote = Pick<ModelChange, 'kind' | 'by'> & Partial<Omit<ModelChange, 'time' | 'kind' | 'by'>>

/** Where the registry works: one opened project, with what the engine gives. */
export type RegistryPlace = {
  readonly context: EngineContext
  readonly project: OpenProject
  readonly queue: KeyedQueue
  readonly noteOwnWrite: (absolutePath: string, etag: string | null) => void
}

export const writeOptionsOf = ({ project, noteOwnWrite }: RegistryPlace): WriteOptions => ({
  projectPath: project.path,
  noteOwnWrite,
})

/** Says who asks where nobody says it: the host. */
export const hostOf = ({ context }: RegistryPlace): string => context.hostKind

/** Appends what happened to the model. */
export const noteChange = (place: RegistryPlace, name: string, note: ChangeNote): Promise<Result<null>> =>
  appendChange(place.project.path, name, {
    version: null,
    alias: null,
    previous: null,
    reason: null,
    ...note,
    time: Date.now(),
  })
