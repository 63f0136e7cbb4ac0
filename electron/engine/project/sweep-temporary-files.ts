import { readdir, stat, unlink } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { eachAtOnce } from './pipeline-index.ts'
import { temporaryFilePattern } from './project-folders.ts'

/** A younger one may belong to a save that is going on in another window. */
const oldEnoughMs = 60_000

/** Removes temporary files that a save left behind when its process was killed. `files` are the project paths that tell the folders. */
export const sweepTemporaryFiles = async (root: string, files: ReadonlySet<string>): Promise<void> => {
  const folders = new Set(['.', ...[...files].map((file) => dirname(file))])
  await eachAtOnce([...folders], async (folder) => {
    const names = await readdir(join(root, folder)).catch(() => [])
    for (const name of names.filter((candidate) => temporaryFilePattern.test(candidate))) {
      const path = join(root, folder, name)
      const facts = await stat(path).catch(() => null)
      if (facts !== null && Date.now() - facts.mtimeMs > oldEnoughMs) await unlink(path).catch(() => undefined)
    }
  })
}
