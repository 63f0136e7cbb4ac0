import { readdir, rm, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { temporaryFilePattern } from '#engine/project/project-folders.ts'
import { isOwned, ownerFileName } from './claim-version.ts'
import { deletedFileName, listModelNames, modelPath, takenNumbers, versionPath } from './model-folders.ts'

/** A folder is made before its owner's name is in it. */
const oldEnoughMs = 60_000

const sweepStaged = async (versions: string): Promise<void> => {
  for (const name of await readdir(versions).catch(() => [])) {
    const path = join(versions, name)
    if (!temporaryFilePattern.test(name) || (await isOwned(path))) continue
    const facts = await stat(path).catch(() => null)
    const hasOwner = await stat(join(path, ownerFileName)).catch(() => null)
    const isOld = facts !== null && Date.now() - facts.mtimeMs > oldEnoughMs
    if (hasOwner !== null || isOld) await rm(path, { recursive: true, force: true })
  }
}

const sweepDeleted = async (folder: string): Promise<void> => {
  const names = await readdir(folder).catch((): string[] => [])
  if (!names.includes(deletedFileName)) return
  for (const name of names) if (name !== deletedFileName) await rm(join(folder, name), { recursive: true, force: true })
}

/** Removes what a killed host left: folders that were to become versions, and what is left of deleted ones. */
export const sweepModels = async (projectPath: string): Promise<void> => {
  for (const name of await listModelNames(projectPath)) {
    await sweepStaged(join(projectPath, modelPath(name), 'versions'))
    for (const version of await takenNumbers(projectPath, name)) {
      const folder = join(projectPath, versionPath(name, version))
      await sweepDeleted(folder)
      if (!(await isOwned(folder))) await rm(join(folder, ownerFileName), { force: true })
    }
  }
}
