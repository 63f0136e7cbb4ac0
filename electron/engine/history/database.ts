import { createRequire } from 'node:module'

export type SqlValue = string | number | null
export type SqlRow = Readonly<Record<string, unknown>>

export type SqlStatement = {
  run(...values: SqlValue[]): { readonly changes: number; readonly lastInsertRowid: number | bigint }
  get(...values: SqlValue[]): SqlRow | undefined
  all(...values: SqlValue[]): SqlRow[]
}

/** The little of SQLite that repositories use: both drivers offer it. */
export type SqlDatabase = {
  readonly driver: SqlDriver
  exec(sql: string): void
  prepare(sql: string): SqlStatement
  /**
   * All of `work` or nothing of it. Takes the write lock first, so that two hosts wait for each other and never deadlock.
   *
   * @param patienceMs how long to wait for the lock; nothing else happens in this process meanwhile
   */
  transaction<Value>(work: () => Value, patienceMs?: number): Value
  close(): void
}

export type SqlDriver = 'better-sqlite3' | 'libsql'

type NativeDatabase = { exec(sql: string): unknown; prepare(sql: string): unknown; close(): unknown }
type NativeConstructor = new (path: string) => NativeDatabase

/**
 * better-sqlite3 13 is built for Node-API 10 and **aborts the process** below it (Node 20, old Electron runtimes); libsql has the same
 * interface and works there.
 */
export const sqlDriverFor = (napi: string | undefined): SqlDriver => (Number(napi) >= 10 ? 'better-sqlite3' : 'libsql')

const loadDriver = (driver: SqlDriver): NativeConstructor => {
  // Required late and by name: loading the wrong one is what must never happen.
  const require = createRequire(import.meta.url)
  return require(driver)
}

/** Milliseconds a host waits for the other's write. A commit takes a fraction of one. */
const busyTimeout = 10_000

/**
 * Opens a database file, made where missing: WAL, so that window and terminal read while the other writes; `synchronous=FULL`, so that a
 * state that was told survives a power cut.
 *
 * @throws where the file is no database or cannot be opened
 */
export const openDatabase = (path: string, driver = sqlDriverFor(process.versions.napi)): SqlDatabase => {
  const native = new (loadDriver(driver))(path)
  try {
    native.exec(`PRAGMA busy_timeout = ${busyTimeout}`)
    native.exec('PRAGMA journal_mode = WAL')
    native.exec('PRAGMA synchronous = FULL')
    native.exec('PRAGMA foreign_keys = ON')
  } catch (error) {
    native.close()
    throw error
  }
  const exec = (sql: string) => {
    native.exec(sql)
  }
  return {
    driver,
    exec,
    prepare: (sql) => native.prepare(sql) as SqlStatement,
    transaction: (work, patienceMs = busyTimeout) => {
      takeLock(exec, patienceMs)
      try {
        const value = work()
        exec('COMMIT')
        return value
      } catch (error) {
        rollBack(exec)
        throw error
      }
    },
    close: () => {
      native.close()
    },
  }
}

const takeLock = (exec: (sql: string) => void, patienceMs: number): void => {
  if (patienceMs === busyTimeout) {
    exec('BEGIN IMMEDIATE')
    return
  }
  exec(`PRAGMA busy_timeout = ${patienceMs}`)
  try {
    exec('BEGIN IMMEDIATE')
  } finally {
    exec(`PRAGMA busy_timeout = ${busyTimeout}`)
  }
}

/** SQLite may have rolled back by itself (disk full); the first error is the one to tell. */
const rollBack = (exec: (sql: string) => void): void => {
  try {
    exec('ROLLBACK')
  } catch {
    // Nothing was open any more.
  }
}
