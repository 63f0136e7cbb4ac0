import { bridge } from '../bridge/bridge.ts'
import { dirtyPaths } from '../state/editor-store.ts'
import { useProjectStore } from '../state/project-store.ts'
import { showDialog } from '../state/ui-store.ts'
import { flushArrangement } from './arrange.ts'
import { saveAllFiles } from './save-all-files.ts'

/** Closes the window; active runs are cancelled, and it closes once none of their processes is left. */
export const closeWindow = async (cancelRuns: boolean): Promise<void> => {
  flushArrangement()
  showDialog(null)
  await bridge().request('system.closeWindow', { cancelRuns })
}

/** Asks where something would be lost, else closes at once. */
export const answerCloseRequest = async (activeRuns: number): Promise<void> => {
  const unsaved = dirtyPaths()
  const asks = useProjectStore.getState().start?.settings.confirmCloseWhileRunning ?? true
  if (unsaved.length > 0 || (activeRuns > 0 && asks)) {
    showDialog({ kind: 'close-window', activeRuns, unsaved })
    return
  }
  await closeWindow(activeRuns > 0)
}

/** Saves everything, then closes; stays open where something could not be saved. */
export const saveAndCloseWindow = async (activeRuns: number): Promise<void> => {
  if (await saveAllFiles()) await closeWindow(activeRuns > 0)
}
