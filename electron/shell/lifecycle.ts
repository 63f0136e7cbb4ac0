import { app, type BrowserWindow } from 'electron'
import type { Engine } from '#engine/engine.ts'
import type { Logger } from '#engine/engine-events.ts'
import type { Windows } from './windows.ts'

type LifecycleOptions = { readonly engine: Engine; readonly windows: Windows; readonly logger: Logger }

/** Whether the app is on its way out: then windows close, whatever the tray. */
const quit = { isOn: false }

/** How long the engine may take to end block processes and close files when the app quits. */
const disposeLimitMs = 15_000

/**
 * Closing a window asks its page first: only the page knows of unsaved text, and the user decides what becomes of active runs.
 * A page that cannot answer (not started, crashed, hanging) is closed as it is; its text is in the journal.
 */
export const createClosing = ({ engine, windows, logger }: LifecycleOptions) => {
  const agreed = new Set<number>()
  const deaf = new Set<number>()

  const mustAsk = (window: BrowserWindow): boolean =>
    !agreed.has(window.id) && !deaf.has(window.id) && windows.projects.projectOf(window.id) !== null

  const leaveProject = async (windowId: number) => {
    const projectId = windows.projects.projectOf(windowId)
    windows.projects.claim(windowId, null)
    if (projectId === null) return
    const closed = await engine.projects.close({ projectId })
    if (!closed.ok) logger.warn('a project did not close', { projectId, message: closed.error.message })
  }

  return {
    /** Attaches the rules of closing to a new window. */
    guard: (window: BrowserWindow): void => {
      const { id } = window
      deaf.add(id)
      window.webContents.on('render-process-gone', () => deaf.add(id))
      window.on('unresponsive', () => deaf.add(id))
      window.on('responsive', () => deaf.delete(id))
      window.on('close', (event) => {
        if (!mustAsk(window)) return
        if (engine.settings.get().keepInTray && !quit.isOn) {
          event.preventDefault()
          window.hide()
          return
        }
        event.preventDefault()
        const activeRuns = engine.runs.activeCount(windows.projects.projectOf(id))
        windows.sendTo(id, 'window.close-requested', { activeRuns })
      })
      window.on('closed', () => {
        agreed.delete(id)
        deaf.delete(id)
        leaveProject(id).catch((error: unknown) => logger.error('closing a project failed', { error: String(error) }))
      })
    },
    /** A page that asks can also answer. */
    noteAlive: (windowId: number): void => void deaf.delete(windowId),
    /** The page agreed: the window closes without another question. */
    close: (windowId: number): void => {
      agreed.add(windowId)
      windows.get(windowId)?.close()
    },
  }
}

const disposeEngine = async (engine: Engine, logger: Logger): Promise<void> => {
  let timer: NodeJS.Timeout | undefined
  const limit = new Promise<void>((resolve) => {
    timer = setTimeout(() => {
      logger.error('the engine did not close in time')
      resolve()
    }, disposeLimitMs)
  })
  const disposed = async () => {
    try {
      await engine[Symbol.asyncDispose]()
    } catch (error) {
      logger.error('closing the engine failed', { error: String(error) })
    }
  }
  await Promise.race([disposed(), limit])
  clearTimeout(timer)
}

/** Quitting: windows close first, then the engine ends its processes, then the app goes. */
export const quitOrderly = ({ engine, windows, logger }: LifecycleOptions): void => {
  let disposing = false
  app.on('before-quit', () => {
    quit.isOn = true
  })
  app.on('window-all-closed', () => {
    // On macOS an app stays in the Dock without a window, unless it was told to quit.
    if (quit.isOn || process.platform !== 'darwin') app.quit()
  })
  app.on('activate', () => {
    quit.isOn = false
    if (windows.front() === null) windows.open()
  })
  app.on('will-quit', (event) => {
    event.preventDefault()
    if (disposing) return
    disposing = true
    // Not `quit` again: Electron forgets one that comes before it is done with refusing this one.
    void disposeEngine(engine, logger).then(() => app.exit(0))
  })
}
