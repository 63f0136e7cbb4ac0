import type { EventName, EventPayload } from '#shared/contract/events.ts'

/** The window that asks. */
export type RequestContext = { readonly windowId: number }

/**
 * What handlers need of the desktop. Implemented by `electron/shell/`; handlers themselves know no Electron.
 * Every path is absolute.
 */
export type Host = {
  readonly version: string
  readonly homeFolder: string
  /** The folder a command line or the system asked the window to open; null once it was taken. */
  takeAskedFolder(context: RequestContext): string | null
  chooseFolder(context: RequestContext, title: string): Promise<string | null>
  chooseFile(context: RequestContext, title: string): Promise<string | null>
  copyText(text: string): void
  /** Shows a file or folder in the system's file manager. */
  reveal(path: string): void
  /** Rejects where the system has no trash for the path. */
  trash(path: string): Promise<void>
  openWindow(): void
  closeWindow(context: RequestContext): void
  /** The project shown by a window, or null. */
  projectOf(context: RequestContext): string | null
  /** Ties a project to the window; false (and that window comes to the front) where another window holds it. */
  claimProject(context: RequestContext, projectId: string | null): boolean
  /** To every window that shows the project named in the payload, or to all where it names none. */
  send<Name extends EventName>(name: Name, payload: EventPayload<Name>): void
  /** Called after the theme setting changed. */
  applyTheme(theme: 'system' | 'dark' | 'light'): void
}
