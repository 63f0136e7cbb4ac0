/** Which window shows which project. One window per project, one project per window. */
export type WindowProjects = {
  projectOf(windowId: number): string | null
  windowOf(projectId: string): number | null
  /** Windows that show a project, each with it. */
  all(): readonly (readonly [windowId: number, projectId: string])[]
  /** False, and nothing changed, where another window shows the project. */
  claim(windowId: number, projectId: string | null): boolean
  /** Keeps a folder for the window's page to open: it may have to ask which project is meant. */
  ask(windowId: number, folder: string): void
  /** That folder, once. */
  takeAsked(windowId: number): string | null
}

/** Makes the empty table. */
export const createWindowProjects = (): WindowProjects => {
  const projects = new Map<number, string>()
  const asked = new Map<number, string>()
  const windowOf = (projectId: string) => {
    for (const [windowId, shown] of projects) if (shown === projectId) return windowId
    return null
  }
  return {
    projectOf: (windowId) => projects.get(windowId) ?? null,
    windowOf,
    all: () => [...projects],
    claim: (windowId, projectId) => {
      if (projectId === null) {
        projects.delete(windowId)
        return true
      }
      const holder = windowOf(projectId)
      if (holder !== null && holder !== windowId) return false
      projects.set(windowId, projectId)
      return true
    },
    ask: (windowId, folder) => void asked.set(windowId, folder),
    takeAsked: (windowId) => {
      const folder = asked.get(windowId) ?? null
      asked.delete(windowId)
      return folder
    },
  }
}
