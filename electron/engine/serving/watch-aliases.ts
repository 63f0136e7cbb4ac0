import { unwatchFile, watchFile } from 'node:fs'
import { join } from 'node:path'
import { modelFilePath } from '#engine/models/model-folders.ts'
import type { OpenProject } from '#engine/project/open-project.ts'

/** Milliseconds between two looks. */
const everyMs = 1_000

/**
 * Calls when the aliases of a model may have moved, by whatever hand. The project's own watcher is not enough: a terminal has none.
 * @returns its own undo
 */
export const watchAliases = (project: OpenProject, modelName: string, onMoved: () => void): (() => void) => {
  const path = join(project.path, modelFilePath(modelName))
  watchFile(path, { interval: everyMs, persistent: false }, onMoved)
  return () => unwatchFile(path, onMoved)
}
