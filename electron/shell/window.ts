import { BrowserWindow, dialog, screen } from 'electron'
import type { Logger } from '#engine/engine-events.ts'
import { appOrigin } from './app-protocol.ts'
import type { AppPaths } from './paths.ts'
import { themeColours } from './theme.ts'
import { titleBarOptions } from './title-bar.ts'
import { type BoundsStore, placeWindow } from './window-bounds.ts'

export type WindowOptions = { readonly paths: AppPaths; readonly bounds: BoundsStore; readonly logger: Logger }

/** A further window is set off from the one in front, so that it does not cover it exactly. */
const cascade = (place: Partial<Electron.Rectangle>) => {
  const front = BrowserWindow.getFocusedWindow()
  if (front === null) return place
  const { x, y, width, height } = front.getNormalBounds()
  return { x: x + 28, y: y + 28, width, height }
}

const place = (bounds: BoundsStore) => {
  const main = screen.getPrimaryDisplay()
  const others = screen.getAllDisplays().filter((display) => display.id !== main.id)
  return cascade(
    placeWindow(
      bounds.load(),
      [main, ...others].map((display) => display.workArea),
    ),
  )
}

/** A page that ended is loaded again; one that ends again right away would do so for ever, so the user decides. */
const revive = async (window: BrowserWindow, endedBefore: number): Promise<void> => {
  if (Date.now() - endedBefore > 10_000) return window.webContents.reload()
  const { response } = await dialog.showMessageBox(window, {
    type: 'error',
    message: 'This window stopped working.',
    detail: 'It ended twice in a short time. Runs go on; unsaved text is kept and comes back with the window.',
    buttons: ['Reload', 'Close window'],
  })
  if (response === 0) window.webContents.reload()
  else window.close()
}

const watchHealth = (window: BrowserWindow, logger: Logger): void => {
  const page = window.webContents
  let endedBefore = 0
  page.on('render-process-gone', (_event, { reason, exitCode }) => {
    if (reason === 'clean-exit' || window.isDestroyed()) return
    logger.error('the page of a window ended', { reason, exitCode })
    void revive(window, endedBefore)
    endedBefore = Date.now()
  })
  page.on('did-fail-load', (_event, code, description) => logger.error('the page did not load', { code, description }))
  page.on('preload-error', (_event, _path, error) => logger.error('the preload failed', { error: error.stack }))
}

/**
 * Opens a window on our page: sandboxed, isolated, without Node; shown once its first picture is ready, unless it is to stay hidden.
 */
export const createWindow = ({ paths, bounds, logger }: WindowOptions, isHidden: boolean): BrowserWindow => {
  const stored = bounds.load()
  const window = new BrowserWindow({
    ...place(bounds),
    ...titleBarOptions(),
    minWidth: 900,
    minHeight: 560,
    show: false,
    title: 'Pipewright',
    icon: paths.icon,
    backgroundColor: themeColours().background,
    webPreferences: { preload: paths.preload, sandbox: true, contextIsolation: true, nodeIntegration: false },
  })
  if (stored?.maximized) window.maximize()
  if (!isHidden) window.once('ready-to-show', () => window.show())
  window.on('close', () => bounds.save(window))
  watchHealth(window, logger)
  void window.loadURL(`${appOrigin}/index.html`)
  return window
}
