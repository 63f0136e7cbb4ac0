import Conf from 'conf'
import type { BrowserWindow, Rectangle } from 'electron'

type StoredBounds = Rectangle & { readonly maximized: boolean }

const defaultSize = { width: 1440, height: 900 }
/** So much of a window must lie on a screen for its title bar to be reached. */
const reachable = 80

const isReachable = (bounds: Rectangle, area: Rectangle): boolean =>
  bounds.x < area.x + area.width - reachable &&
  bounds.x + bounds.width > area.x + reachable &&
  bounds.y >= area.y &&
  bounds.y < area.y + area.height - reachable

/**
 * Where a window goes: where it was, if a screen is still there; else in the middle (no x and y), no larger than the screen.
 * `areas` are the work areas of all screens, the main one first.
 */
export const placeWindow = (stored: Rectangle | null, areas: readonly Rectangle[]): Partial<Rectangle> => {
  if (stored !== null && areas.some((area) => isReachable(stored, area))) {
    const { x, y, width, height } = stored
    return { x, y, width, height }
  }
  const main = areas[0]
  const wanted = stored ?? defaultSize
  return {
    width: Math.min(wanted.width, main?.width ?? wanted.width),
    height: Math.min(wanted.height, main?.height ?? wanted.height),
  }
}

/** Remembers where windows were, in the data folder. */
export const createBoundsStore = (dataDirectory: string) => {
  const store = new Conf<{ bounds: StoredBounds | null }>({
    cwd: dataDirectory,
    configName: 'window',
    defaults: { bounds: null },
  })
  return {
    load: () => store.get('bounds'),
    save: (window: BrowserWindow) =>
      store.set('bounds', { ...window.getNormalBounds(), maximized: window.isMaximized() }),
  }
}

export type BoundsStore = ReturnType<typeof createBoundsStore>
