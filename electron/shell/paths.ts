import { join } from 'node:path'
import { app } from 'electron'
import { userDataDirectory } from '#engine/settings/user-data-directory.ts'

/** Where the app's own things are, absolute. */
export type AppPaths = {
  readonly data: string
  /** Examples, templates and the Python side: outside the archive, since Python cannot read from it. */
  readonly resources: string
  readonly renderer: string
  readonly preload: string
  readonly icon: string
}

/**
 * Window and terminal share one data folder (settings, trust, recent projects), so the engine says where it is; `--user-data-dir`
 * still moves it. Call it before anything asks for a path.
 */
export const settleDataDirectory = (): void => {
  if (app.commandLine.hasSwitch('user-data-dir')) return
  app.setPath('userData', userDataDirectory(process.env, process.platform))
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
