import { dirtyPaths } from '../state/editor-store.ts'
import { saveFile } from './file-saving.ts'

/**
 * Saves every file with unsaved text, as a run takes what is on disk.
 *
 * @returns false where one could not be saved; the user was told
 */
export const saveAllFiles = async (): Promise<boolean> => {
  const saved = await Promise.all(dirtyPaths().map(saveFile))
  return saved.every(Boolean)
}
