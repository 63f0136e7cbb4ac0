import { readFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'

const isPlatformRoot = async (folder: string): Promise<boolean> =>
  /^projects:/m.test(await readFile(join(folder, 'settings.yaml'), 'utf8').catch(() => ''))

/** Folders looked at above the project; deeper nesting is not a platform anybody has. */
const farthest = 4

/**
 * The folder blocks run in, as with Mage: the one that holds the project, or that holds the root of the project platform it belongs to.
 * It is importable too, so that `from <root>.utils… import …` works.
 *
 * @param projectPath absolute path of the project folder
 */
export const workingDirectoryOf = async (projectPath: string): Promise<string> => {
  let root = projectPath
  let folder = dirname(projectPath)
  for (let step = 0; step < farthest && folder !== dirname(folder); step += 1) {
    if (await isPlatformRoot(folder)) root = folder
    folder = dirname(folder)
  }
  return dirname(root)
}
