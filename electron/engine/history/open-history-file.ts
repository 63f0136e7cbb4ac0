import { rename, stat } from 'node:fs/promises'
import type { Logger } from '#engine/engine-events.ts'
import { fail, ok, type Result } from '#shared/result.ts'
import { isAsClosed, noteClosed } from './closed-file.ts'
import { openDatabase, type SqlDatabase } from './database.ts'
import { errorCodeOf, historyFailure } from './history-failure.ts'
import { databaseVersion, type Migration, migrate, migrations } from './migrations.ts'

/**
 * Checking a whole file costs time in proportion, 2 ms for each megabyte: it is left out where nobody wrote to the file since we closed
 * it, and above this size. What opening touches is checked always.
 */
const fullCheckBytes = 16 * 1024 * 1024

const isDamage = (error: unknown): boolean =>
  /^SQLITE_(NOTADB|CORRUPT)/.test(errorCodeOf(error)) || error instanceof DamagedFile

class DamagedFile extends Error {}

const sizeOf = async (path: string): Promise<number> => {
  try {
    return (await stat(path)).size
  } catch {
    return 0
  }
}

const check = (database: SqlDatabase, size: number): void => {
  database.prepare('SELECT count(*) AS count FROM sqlite_master').get()
  if (size === 0 || size > fullCheckBytes) return
  const answer = database.prepare('PRAGMA quick_check(1)').get()
  const words = String(Object.values(answer ?? { quick_check: 'no answer' })[0])
  if (words !== 'ok') throw new DamagedFile(words)
}

/** What a file keeps, in words, and the steps of its format. */
export type DatabaseFormat = { readonly what: string; readonly migrations: readonly Migration[] }

const historyFormat: DatabaseFormat = { what: 'run history', migrations }

const closingWithNote = (database: SqlDatabase, path: string): SqlDatabase => ({
  ...database,
  close: () => {
    database.close()
    noteClosed(path)
  },
})

const openChecked = async (path: string, format: DatabaseFormat): Promise<Result<SqlDatabase>> => {
  const isKnown = isAsClosed(path)
  const database = openDatabase(path)
  try {
    check(database, isKnown ? 0 : await sizeOf(path))
    if (migrate(database, format.migrations)) return ok(closingWithNote(database, path))
    const version = databaseVersion(database)
    database.close()
    return fail(
      'unsupported',
      `The ${format.what} of this project was written by a newer Pipewright (format ${version}; this one knows ${format.migrations.length}). Update Pipewright, or move ${path} away to start a new one.`,
    )
  } catch (error) {
    database.close()
    throw error
  }
}

/** Moves a damaged file and what belongs to it out of the way; nothing is thrown away. */
const moveAside = async (path: string, now: Date): Promise<string> => {
  const aside = `${path}.damaged-${now.toISOString().replaceAll(/[:.]/g, '-')}`
  await rename(path, aside)
  for (const suffix of ['-wal', '-shm']) {
    if ((await sizeOf(path + suffix)) > 0 || suffix === '-shm')
      await rename(path + suffix, aside + suffix).catch(() => undefined)
  }
  return aside
}

const openFailure = (error: unknown, what: string): Result<never> =>
  historyFailure(error) ??
  fail('unreadable-file', `The ${what} cannot be opened: ${error instanceof Error ? error.message : String(error)}.`)

/**
 * Opens the history file in the newest format. A damaged one is moved aside and a fresh one takes its place: runs of the past are then
 * missing from lists (their logs and outputs stay on disk), but work goes on.
 */
export const openHistoryFile = async (
  path: string,
  logger: Logger,
  format: DatabaseFormat = historyFormat,
): Promise<Result<SqlDatabase>> => {
  try {
    return await openChecked(path, format)
  } catch (error) {
    if (!isDamage(error)) return openFailure(error, format.what)
    try {
      const aside = await moveAside(path, new Date())
      logger.warn(`The ${format.what} was damaged and has been moved to ${aside}; a new one was started.`, {
        path,
        error: String(error),
      })
      return await openChecked(path, format)
    } catch (second) {
      return openFailure(second, format.what)
    }
  }
}
