import { create } from 'zustand'
import type { RequestOutput } from '#shared/contract/requests.ts'

type ProjectState = {
  /** Null on the welcome page. */
  readonly projectId: string | null
  /** What the app said at start; null for the moment before. */
  readonly start: RequestOutput<'system.start'> | null
}

/** Which project this window shows. The project itself is a query (`project.get`). */
export const useProjectStore = create<ProjectState>()(() => ({ projectId: null, start: null }))

/** Id of the shown project, for commands. */
export const currentProjectId = (): string | null => useProjectStore.getState().projectId
