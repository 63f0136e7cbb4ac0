import { readdirSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { inRoot } from './process.mjs'

const modifiedAt = (path) => statSync(path, { throwIfNoEntry: false })?.mtimeMs ?? 0

/** Whether a file or anything in a folder changed after the given time. */
function changedSince(path, time) {
  const stats = statSync(path, { throwIfNoEntry: false })
  if (!stats) return false
  if (stats.mtimeMs > time) return true
  return stats.isDirectory() && readdirSync(path).some((name) => changedSince(join(path, name), time))
}

/** Whether a built file is missing or older than one of its sources; all paths are relative to the project. */
export function isStale(built, sources) {
  const builtAt = modifiedAt(inRoot(built))
  return builtAt === 0 || sources.some((source) => changedSince(inRoot(source), builtAt))
}
