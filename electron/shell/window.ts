import { BrowserWindow, screen } from 'electron'
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

const watchHealth = (window: BrowserWindow, logger: Logger): void => {
  window.webContents.on('render-process-gone', (_event, { reason, exitCode }) => {
    logger.error('the page of a window ended', { reason, exitCode })
    if (reason !== 'clean-exit' && !window.isDestroyed()) window.webContents.reload()
  })
  window.webContents.on('did-fail-load', (_event, code, description) =>
    logger.error('the page did not load', { code, description }),
  )
  window.webContents.on('preload-error', (_event, _path, error) =>
    logger.error('the preload failed', { error: error.stack }),
  )
}

/** Opens a window on our page: sandboxed, isolated, without Node; shown once its first picture is ready. */
export const createWindow = ({ paths, bounds, logger }: WindowOptions): BrowserWindow => {
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
  window.once('ready-to-show', () => window.show())
  window.on('close', () => bounds.save(window))
  watchHealth(window, logger)
  void window.loadURL(`${appOrigin}/index.html`)
  return window
}
