import { app, Menu, type MenuItemConstructorOptions } from 'electron'

/** Ids of the page's command registry which menu items choose. */
export type ChooseCommand = (command: string) => void

type Item = MenuItemConstructorOptions

const separator: Item = { type: 'separator' }
const isMac = process.platform === 'darwin'

/**
 * An item that stands for a command of the page. The page listens to the keys itself, in one registry; here they are only shown,
 * else both would act.
 */
const commandItems =
  (choose: ChooseCommand) =>
  (label: string, command: string, accelerator?: string): Item => ({
    label,
    click: () => choose(command),
    ...(accelerator !== undefined && { accelerator, registerAccelerator: false }),
  })

const appMenu = (item: ReturnType<typeof commandItems>): Item => ({
  label: app.name,
  submenu: [
    { role: 'about' },
    separator,
    item('Settings…', 'view.settings', 'CmdOrCtrl+,'),
    separator,
    { role: 'services' },
    separator,
    { role: 'hide' },
    { role: 'hideOthers' },
    { role: 'unhide' },
    separator,
    { role: 'quit' },
  ],
})

const fileMenu = (item: ReturnType<typeof commandItems>): Item => ({
  label: 'File',
  submenu: [
    item('New project…', 'project.create'),
    item('Open folder…', 'project.open', 'CmdOrCtrl+O'),
    item('New window', 'view.newWindow'),
    separator,
    item('New pipeline…', 'pipeline.new'),
    item('Save', 'file.save', 'CmdOrCtrl+S'),
    item('Save all', 'file.saveAll', 'CmdOrCtrl+Alt+S'),
    separator,
    item('Close project', 'project.close'),
    isMac ? { role: 'close' } : { role: 'quit' },
  ],
})

/** Cut, copy and paste are the system's; undo is the page's, since it means text in the editor and edits on the canvas. */
const editMenu = (item: ReturnType<typeof commandItems>): Item => ({
  label: 'Edit',
  submenu: [
    item('Undo', 'pipeline.undo', 'CmdOrCtrl+Z'),
    item('Redo', 'pipeline.redo', isMac ? 'Cmd+Shift+Z' : 'Ctrl+Y'),
    separator,
    { role: 'cut' },
    { role: 'copy' },
    { role: 'paste' },
    { role: 'selectAll' },
  ],
})

const runMenu = (item: ReturnType<typeof commandItems>): Item => ({
  label: 'Run',
  submenu: [
    item('Run all blocks', 'run.all', 'F5'),
    item('Run what changed', 'run.changed', 'CmdOrCtrl+F5'),
    item('Run with variables…', 'run.with-variables', 'Shift+F5'),
    item('Cancel run', 'run.cancel', 'CmdOrCtrl+.'),
  ],
})

const viewMenu = (item: ReturnType<typeof commandItems>): Item => ({
  label: 'View',
  submenu: [
    item('Command palette…', 'view.palette', 'CmdOrCtrl+K'),
    separator,
    { role: 'resetZoom' },
    { role: 'zoomIn' },
    { role: 'zoomOut' },
    separator,
    { role: 'togglefullscreen' },
    { role: 'toggleDevTools' },
  ],
})

/** Sets the app's menu: on macOS the bar on top, elsewhere the system roles' keys and, behind Alt, a bar where there is a frame. */
export const setMenu = (choose: ChooseCommand): void => {
  const item = commandItems(choose)
  const menus = [fileMenu(item), editMenu(item), runMenu(item), viewMenu(item), { role: 'windowMenu' } satisfies Item]
  Menu.setApplicationMenu(Menu.buildFromTemplate(isMac ? [appMenu(item), ...menus] : menus))
}
