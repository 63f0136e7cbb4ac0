import { create } from 'zustand'
import type { RequestOutput } from '#shared/contract/requests.ts'
import type { RecentProject } from '#shared/model/project.ts'
import type { Settings } from '#shared/model/settings.ts'

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

const changeStart = (change: Partial<RequestOutput<'system.start'>>): void =>
  useProjectStore.setState((state) => (state.start === null ? state : { start: { ...state.start, ...change } }))

/** The user's settings as they are now. */
export const takeSettings = (settings: Settings): void => changeStart({ settings })

/** The list of recent projects as it is now. */
export const takeRecentProjects = (recentProjects: RecentProject[]): void => changeStart({ recentProjects })
