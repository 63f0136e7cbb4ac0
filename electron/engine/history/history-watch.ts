import { type FSWatcher, watch } from 'node:fs'
import { basename, dirname } from 'node:path'
import type { SqlDatabase } from './database.ts'

/** Some file systems tell nothing; then the change is noticed after this long. */
const pollMs = 2_000
/** Several writes of another host come as one change. */
const settleMs = 50

/**
 * Calls `onChange` after **another** connection changed the file: SQLite's `data_version` moves for others' commits only, so that our own
 * writes are never told. Returns its own undo.
 */
export const watchHistory = (database: SqlDatabase, path: string, onChange: () => void): (() => void) => {
  const statement = database.prepare('PRAGMA data_version')
  const version = () => Number(statement.get()?.data_version ?? 0)
  let seen = version()
  let settling: NodeJS.Timeout | null = null
  let isStopped = false
  const look = () => {
    settling = null
    try {
      const now = version()
      if (now === seen) return
      seen = now
    } catch {
      // The file is being deleted or the disk is failing: whoever uses the history next gets the error.
      return
    }
    onChange()
  }
  const soon = () => {
    // The system may tell of a change once more after the watcher was closed.
    if (!isStopped) settling ??= setTimeout(look, settleMs)
  }
  const poll = setInterval(look, pollMs)
  poll.unref()
  const watcher = watchFolder(dirname(path), (file) => {
    if (file === null || file.startsWith(basename(path))) soon()
  })
  return () => {
    isStopped = true
    clearInterval(poll)
    if (settling !== null) clearTimeout(settling)
    watcher?.close()
  }
}

/** Null where the system has no watch left to give: polling is enough then. */
const watchFolder = (folder: string, onFile: (file: string | null) => void): FSWatcher | null => {
  try {
    const watcher = watch(folder, { persistent: false }, (_, file) => onFile(file))
    watcher.on('error', () => watcher.close())
    return watcher
  } catch {
    return null
  }
}
