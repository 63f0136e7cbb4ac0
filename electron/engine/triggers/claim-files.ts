import { mkdir, rename, stat } from 'node:fs/promises'
import { basename, extname, join, resolve } from 'node:path'
import { claimOne } from './claim-one.ts'
import { filesMatching } from './file-pattern.ts'
import type { Claiming, TriggerPlace } from './triggers-dependencies.ts'

/** Files that are not settled yet, by trigger and path: as they were, and since when they have been so. */
export type SeenFiles = Map<string, { readonly stamp: string; readonly since: number }>

/** True once a file has kept its size and time for long enough; then never again until it changes. */
const hasSettled = (
  seen: SeenFiles,
  file: { id: string; stamp: string },
  { now, settleMs }: { now: number; settleMs: number },
) => {
  const before = seen.get(file.id)
  const since = before?.stamp === file.stamp ? before.since : now
  seen.set(file.id, { stamp: file.stamp, since })
  if (now - since < settleMs) return false
  seen.set(file.id, { stamp: file.stamp, since: Number.POSITIVE_INFINITY })
  return true
}

/** Claims every file that arrived since the trigger was switched on and has settled, each content once. */
export const claimArrivedFiles = (place: TriggerPlace, claiming: Claiming, seen: SeenFiles): number => {
  const { known, now } = claiming
  const { when } = known.trigger
  if (when.kind !== 'file') return 0
  const times = { now, settleMs: when.settleSeconds * 1000 }
  const settled = filesMatching(place.project.path, when.pattern).filter(
    ({ path, stamp, arrivedAt }) =>
      arrivedAt > known.mark.enabledAt && hasSettled(seen, { id: `${known.mark.id} ${path}`, stamp }, times),
  )
  const claims = settled.map(({ path, stamp, size }) =>
    claimOne(place, claiming, { key: `file:${path}:${stamp}`, executionDate: now, event: { file: path, size } }),
  )
  return claims.filter((claim) => claim !== null).length
}

const isThere = async (path: string): Promise<boolean> => {
  try {
    await stat(path)
    return true
  } catch {
    return false
  }
}

/**
 * Moves the file of a fire aside, before its run starts. A host that was killed after moving finds it there: the fire tells the place by
 * its number where the name is taken.
 *
 * @returns where the file is now
 */
export const moveAside = async (
  projectPath: string,
  { path, moveTo, fireId }: { readonly path: string; readonly moveTo: string; readonly fireId: number },
): Promise<string> => {
  const folder = resolve(projectPath, moveTo)
  const extension = extname(path)
  const numbered = join(folder, `${basename(path, extension)}-${fireId}${extension}`)
  const plain = join(folder, basename(path))
  if (!(await isThere(path))) return (await isThere(numbered)) ? numbered : plain
  await mkdir(folder, { recursive: true })
  const target = (await isThere(plain)) ? numbered : plain
  await rename(path, target)
  return target
}
