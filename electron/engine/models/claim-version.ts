import { lstat, readFile, rename, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { syncFolder, writeDurably } from '#engine/project/durable-write.ts'
import { isHostAlive, ownIdentity } from '#engine/run/process-identity.ts'
import { fail, ok, type Result } from '#shared/result.ts'
import { takenNumbers, versionPath } from './model-folders.ts'

/** Says who makes the folder, so that what a killed host left is known for what it is. */
export const ownerFileName = '.owner.json'

export const writeOwner = async (folder: string): Promise<void> =>
  writeFile(join(folder, ownerFileName), JSON.stringify(await ownIdentity()))

/** True while the host that makes the folder lives; a folder that names nobody has nobody. */
export const isOwned = async (folder: string): Promise<boolean> => {
  try {
    const { pid, started } = JSON.parse(await readFile(join(folder, ownerFileName), 'utf8')) as Record<string, unknown>
    return typeof pid === 'number' && typeof started === 'string' && (await isHostAlive({ pid, started }))
  } catch {
    return false
  }
}

/** More numbers than hosts could take between a look and a rename; then the answer means something else. */
const mostTries = 1000
/** On Windows scanners hold a fresh folder for a moment. */
const mostWaits = 7

const isThere = (path: string): Promise<boolean> =>
  lstat(path).then(
    () => true,
    () => false,
  )

/** Gives the folder the number; false where the number is taken. */
const tryRename = async (staged: string, target: string): Promise<boolean> => {
  for (let wait = 0; ; wait += 1) {
    try {
      await rename(staged, target)
      return true
    } catch (error) {
      // Systems answer a target that is there in several ways; looking is surer.
      if (await isThere(target)) return false
      if (process.platform !== 'win32' || wait >= mostWaits) throw error
      await pause(10 * 2 ** wait)
    }
  }
}

export type Claim = {
  readonly projectPath: string
  readonly name: string
  /** A finished folder but for `version.yaml`, on the same disk. */
  readonly staged: string
  /** Text of `version.yaml` under a number. */
  readonly text: (version: number) => string
}

/**
 * Makes the folder the next version: it is complete, and a rename gives it its number. A rename onto a folder that is there fails, so no
 * two hosts get one number, and a version is there whole or not at all. Gives the number.
 */
export const claimVersion = async ({ projectPath, name, staged, text }: Claim): Promise<Result<number>> => {
  const versions = join(projectPath, versionPath(name, 1), '..')
  const highest = (await takenNumbers(projectPath, name)).at(-1) ?? 0
  for (let version = highest + 1; ; version += 1) {
    const written = await writeDurably(join(staged, 'version.yaml'), text(version))
    if (!written.ok) return written
    const target = join(versions, String(version))
    if (!(await tryRename(staged, target))) {
      if (version - highest > mostTries) return fail('conflict', `No number is free for a version of "${name}".`)
      continue
    }
    await syncFolder(versions)
    await rm(join(target, ownerFileName), { force: true })
    return ok(version)
  }
}
