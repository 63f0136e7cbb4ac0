import { BrowserWindow, type WebContents } from 'electron'
import type { EventName, EventPayload } from '#shared/contract/events.ts'
import { sendEvent } from '../ipc/electron-ipc.ts'
import { repaintFrame } from './title-bar.ts'
import { createWindow, type WindowOptions } from './window.ts'
import { createWindowProjects, type WindowProjects } from './window-projects.ts'

/** All windows of the app and what they show. */
export type Windows = {
  readonly projects: WindowProjects
  /** A window on the welcome page; a hidden one waits in the tray until it is asked for. */
  open(options?: { readonly isHidden: boolean }): BrowserWindow
  get(windowId: number): BrowserWindow | null
  idOf(page: WebContents): number | null
  focus(windowId: number): void
  /** The window in front, else any. */
  front(): BrowserWindow | null
  /** To the windows that show the project named in the payload, or to all where it names none. */
  send<Name extends EventName>(name: Name, payload: EventPayload<Name>): void
  sendTo<Name extends EventName>(windowId: number, name: Name, payload: EventPayload<Name>): void
  repaint(): void
}

const projectNamed = (name: EventName, payload: object): string | null => {
  // This one tells a window what it shows from now on; it is not about that project's windows.
  if (name === 'window.project-changed' || !('projectId' in payload)) return null
  return typeof payload.projectId === 'string' ? payload.projectId : null
}

/** Makes the empty set of windows; `onOpen` attaches what belongs to a window's life. */
export const createWindows = (options: WindowOptions, onOpen: (window: BrowserWindow) => void): Windows => {
  const projects = createWindowProjects()
  const opened = new Map<number, BrowserWindow>()
  const get = (windowId: number) => opened.get(windowId) ?? null
  const open: Windows['open'] = ({ isHidden } = { isHidden: false }) => {
    const window = createWindow(options, isHidden)
    const { id } = window
    opened.set(id, window)
    window.on('closed', () => opened.delete(id))
    onOpen(window)
    return window
  }
  const focus = (windowId: number) => {
    const window = get(windowId)
    if (window?.isMinimized()) window.restore()
    if (window?.isVisible() === false) window.show()
    window?.focus()
  }
  return {
    projects,
    open,
    get,
    focus,
    idOf: (page) => [...opened].find(([, window]) => window.webContents === page)?.[0] ?? null,
    front: () => BrowserWindow.getFocusedWindow() ?? [...opened.values()].at(-1) ?? null,
    send: (name, payload) => {
      const projectId = projectNamed(name, payload)
      for (const [windowId, window] of opened) {
        if (projectId === null || projects.projectOf(windowId) === projectId)
          sendEvent(window.webContents, name, payload)
      }
    },
    sendTo: (windowId, name, payload) => {
      const window = get(windowId)
      if (window) sendEvent(window.webContents, name, payload)
    },
    repaint: () => {
      for (const window of opened.values()) repaintFrame(window)
    },
  }
}
