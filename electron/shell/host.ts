import { app, clipboard, dialog, type OpenDialogOptions, shell } from 'electron'
import type { Host, RequestContext } from '../handlers/host.ts'
import { applyTheme } from './theme.ts'
import type { Windows } from './windows.ts'

/** Gives handlers the desktop. */
export const createHost = (windows: Windows, closeWindow: (windowId: number) => void): Host => {
  const choose = async ({ windowId }: RequestContext, options: OpenDialogOptions): Promise<string | null> => {
    const window = windows.get(windowId)
    const { filePaths } = await (window ? dialog.showOpenDialog(window, options) : dialog.showOpenDialog(options))
    return filePaths[0] ?? null
  }
  return {
    version: app.getVersion(),
    homeFolder: app.getPath('home'),
    takeAskedFolder: ({ windowId }) => windows.projects.takeAsked(windowId),
    chooseFolder: (context, title) => choose(context, { title, properties: ['openDirectory', 'createDirectory'] }),
    chooseFile: (context, title) => choose(context, { title, properties: ['openFile', 'showHiddenFiles'] }),
    copyText: (text) => clipboard.writeText(text),
    reveal: (path) => shell.showItemInFolder(path),
    trash: (path) => shell.trashItem(path),
    openWindow: () => void windows.open(),
    closeWindow: ({ windowId }) => closeWindow(windowId),
    projectOf: ({ windowId }) => windows.projects.projectOf(windowId),
    claimProject: ({ windowId }, projectId) => {
      if (windows.projects.claim(windowId, projectId)) return true
      const holder = projectId === null ? null : windows.projects.windowOf(projectId)
      if (holder !== null) windows.focus(holder)
      return false
    },
    send: windows.send,
    applyTheme,
  }
}
