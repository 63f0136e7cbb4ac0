import { bridge } from '../bridge/bridge.ts'
import { bufferOf, dropTabs, losesText, useEditorStore } from '../state/editor-store.ts'
import { currentProjectId } from '../state/project-store.ts'
import { showDialog } from '../state/ui-store.ts'
import { saveFile } from './file-saving.ts'

/** Forgets what was kept of unsaved text against a crash. */
export const forgetUnsaved = async (path: string): Promise<void> => {
  const projectId = currentProjectId()
  if (projectId !== null) await bridge().request('file.journal', { projectId, path, text: null, etag: null })
}

const asks = (path: string): boolean => {
  const buffer = bufferOf(path)
  // What a cell shows as well stays open there.
  return buffer !== undefined && losesText(buffer) && !useEditorStore.getState().cells.includes(path)
}

/** Closes tabs. Those with unsaved text ask, one after the other. */
export const closeTabs = (paths: readonly string[]): void => {
  dropTabs(paths.filter((path) => !asks(path)))
  const [first, ...rest] = paths.filter(asks)
  useEditorStore.setState({ closing: rest })
  if (first !== undefined) showDialog({ kind: 'close-tab', path: first })
}

/** Closes the tabs that waited for the answer about one before them. */
const closeRest = (): void => {
  const { closing } = useEditorStore.getState()
  showDialog(null)
  if (closing.length > 0) closeTabs(closing)
}

/** Closes a tab and gives its unsaved text up. */
export const discardTab = (path: string): void => {
  void forgetUnsaved(path)
  dropTabs([path])
  closeRest()
}

/** Saves, then closes; stays open where it could not be saved. */
export const saveAndCloseTab = async (path: string): Promise<void> => {
  showDialog(null)
  if (!(await saveFile(path))) {
    useEditorStore.setState({ closing: [] })
    return
  }
  dropTabs([path])
  closeRest()
}

/** The user wants to keep the tab, and with it those that waited. */
export const keepTabs = (): void => {
  useEditorStore.setState({ closing: [] })
  showDialog(null)
}
