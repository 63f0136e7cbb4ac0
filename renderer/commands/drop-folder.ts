import { bridge } from '../bridge/bridge.ts'
import { useUiStore } from '../state/ui-store.ts'
import { openFolder } from './project-opening.ts'

const holdsFiles = (event: DragEvent): boolean => event.dataTransfer?.types.includes('Files') === true

const allow = (event: DragEvent): void => {
  if (holdsFiles(event)) event.preventDefault()
}

const drop = (event: DragEvent): void => {
  if (event.defaultPrevented || !holdsFiles(event)) return
  // Without this the window would leave the app and show the file.
  event.preventDefault()
  const file = event.dataTransfer?.files[0]
  if (file === undefined || useUiStore.getState().dialog !== null) return
  const path = bridge().pathForFile(file)
  if (path !== '') void openFolder(path)
}

/**
 * A folder dropped anywhere on the window is opened.
 * @returns its own undo
 */
export const listenToDrops = (): (() => void) => {
  window.addEventListener('dragover', allow)
  window.addEventListener('drop', drop)
  return () => {
    window.removeEventListener('dragover', allow)
    window.removeEventListener('drop', drop)
  }
}
