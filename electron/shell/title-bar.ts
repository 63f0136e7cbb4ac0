import type { BrowserWindow, BrowserWindowConstructorOptions } from 'electron'
import { themeColours } from './theme.ts'

/** Height of the page's own title bar. */
const height = 40

/** Linux draws its buttons into the page since Electron 31.2; before, only the system's frame has any. */
const hasOverlay = process.platform !== 'linux' || Number.parseInt(process.versions.electron ?? '0', 10) >= 32

const overlay = () => ({ color: themeColours().background, symbolColor: themeColours().symbols, height })

/** The page draws the title bar; the system only adds its buttons. */
export const titleBarOptions = (): BrowserWindowConstructorOptions => {
  if (process.platform === 'darwin') {
    return { titleBarStyle: 'hidden', titleBarOverlay: { height }, trafficLightPosition: { x: 14, y: 13 } }
  }
  if (!hasOverlay) return { autoHideMenuBar: true }
  return { titleBarStyle: 'hidden', titleBarOverlay: overlay() }
}

/** Follows a change of theme, so that nothing the system draws keeps the old colours. */
export const repaintFrame = (window: BrowserWindow): void => {
  window.setBackgroundColor(themeColours().background)
  if (hasOverlay && process.platform !== 'darwin') window.setTitleBarOverlay(overlay())
}
