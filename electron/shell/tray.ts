import { app, Menu, nativeImage, Tray } from 'electron'
import type { Engine } from '#engine/engine.ts'
import type { AppPaths } from './paths.ts'
import type { Windows } from './windows.ts'

/** Pixels; what the systems' bars have room for. */
const iconSize = 22

type TrayOptions = { readonly engine: Engine; readonly windows: Windows; readonly paths: AppPaths }

const projectItems = async ({ engine, windows }: TrayOptions): Promise<Electron.MenuItemConstructorOptions[]> => {
  const items = windows.projects.all().map(async ([windowId, projectId]) => {
    const project = await engine.projects.get({ projectId })
    const active = engine.runs.activeCount(projectId)
    const runs = active === 0 ? '' : ` · ${active} running`
    return { label: `${project.ok ? project.value.name : 'Project'}${runs}`, click: () => windows.focus(windowId) }
  })
  return Promise.all(items)
}

const setPaused = async ({ engine, windows }: TrayOptions, isPaused: boolean): Promise<void> => {
  for (const [, projectId] of windows.projects.all()) await engine.triggers.pause({ projectId, isPaused })
}

const menuOf = async (options: TrayOptions): Promise<Menu> => {
  const projects = await projectItems(options)
  return Menu.buildFromTemplate([
    ...(projects.length === 0 ? [{ label: 'No project is open', enabled: false }] : projects),
    { type: 'separator' },
    { label: 'Pause all triggers', click: () => void setPaused(options, true) },
    { label: 'Let triggers go on', click: () => void setPaused(options, false) },
    { type: 'separator' },
    { label: 'Quit Pipewright', click: () => app.quit() },
  ])
}

/** An icon in the system's bar while the user wants the app to stay there: triggers fire on with the window closed. */
export const keepTray = (options: TrayOptions): void => {
  const { engine, windows, paths } = options
  let tray: Tray | null = null
  const refresh = async () => {
    const menu = await menuOf(options)
    // It may be gone by the time the menu is made.
    if (tray !== null && !tray.isDestroyed()) tray.setContextMenu(menu)
  }
  const settle = () => {
    const isWanted = engine.settings.get().keepInTray
    if (isWanted && tray === null) {
      tray = new Tray(nativeImage.createFromPath(paths.icon).resize({ width: iconSize, height: iconSize }))
      tray.setToolTip('Pipewright')
      tray.on('click', () => {
        const front = windows.front()
        if (front !== null) windows.focus(front.id)
      })
      void refresh()
    }
    if (isWanted || tray === null) return
    tray.destroy()
    tray = null
  }
  settle()
  engine.events.on('settings.changed', settle)
  engine.events.on('run.happened', ({ event }) => {
    if (event.kind === 'run-queued' || event.kind === 'run-ended') void refresh()
  })
  app.on('browser-window-created', () => void refresh())
  app.on('browser-window-focus', () => void refresh())
}
