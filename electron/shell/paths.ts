import { join, resolve } from 'node:path'
import { app } from 'electron'

/** Where the app's own things are, absolute. */
export type AppPaths = {
  readonly data: string
  /** Examples, templates and the Python side: outside the archive, since Python cannot read from it. */
  readonly resources: string
  readonly renderer: string
  readonly preload: string
  readonly icon: string
}

/** `PIPEWRIGHT_DATA_DIRECTORY` moves the user's data, for window and terminal alike. Call it before anything asks for a path. */
export const moveDataDirectory = (): void => {
  const chosen = process.env.PIPEWRIGHT_DATA_DIRECTORY
  if (chosen !== undefined && chosen !== '') app.setPath('userData', resolve(chosen))
}

/** Paths of the running app, packaged or from the sources. */
export const appPaths = (): AppPaths => {
  const built = join(app.getAppPath(), 'out')
  const resources = app.isPackaged ? process.resourcesPath : join(app.getAppPath(), 'resources')
  return {
    data: app.getPath('userData'),
    resources,
    renderer: join(built, 'renderer'),
    preload: join(built, 'preload', 'preload.cjs'),
    icon: join(resources, 'icons', 'icon.png'),
  }
}
