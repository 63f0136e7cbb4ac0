import { rename } from 'node:fs/promises'
import { join } from 'node:path'
import type { Logger } from '#engine/engine-events.ts'
import { openDatabase, type SqlDatabase } from '#engine/history/database.ts'
import { type Migration, migrate } from '#engine/history/migrations.ts'
import type { OpenProject } from '#engine/project/open-project.ts'
import { fail, ok, type Result } from '#shared/result.ts'

/**
 * `requests` holds what was kept of a request for drift and performance, features and predictions as JSON lists; `minutes` counts all of
 * them, with a sketch of their times; `truths` may come before and after the request they belong to (row -1 = all rows of it).
 */
const trafficTables = (database: SqlDatabase): void => {
  database.exec(`
    CREATE TABLE requests (
      id INTEGER PRIMARY KEY,
      model TEXT NOT NULL,
      version INTEGER NOT NULL,
      mode TEXT NOT NULL,
      time REAL NOT NULL,
      request_id TEXT NOT NULL,
      status INTEGER NOT NULL,
      rows INTEGER NOT NULL,
      features TEXT,
      predictions TEXT
    );
    CREATE INDEX requests_by_time ON requests (model, version, mode, time);
    CREATE INDEX requests_by_name ON requests (model, request_id);
    CREATE TABLE minutes (
      model TEXT NOT NULL,
      version INTEGER NOT NULL,
      mode TEXT NOT NULL,
      minute INTEGER NOT NULL,
      requests INTEGER NOT NULL,
      errors INTEGER NOT NULL,
      rows INTEGER NOT NULL,
      latency TEXT NOT NULL,
      PRIMARY KEY (model, version, mode, minute)
    ) WITHOUT ROWID;
    CREATE TABLE truths (
      model TEXT NOT NULL,
      request_id TEXT NOT NULL,
      row INTEGER NOT NULL,
      truth TEXT NOT NULL,
      time REAL NOT NULL,
      PRIMARY KEY (model, request_id, row)
    ) WITHOUT ROWID;
    CREATE TABLE rule_states (
      model TEXT NOT NULL,
      rule TEXT NOT NULL,
      breaches INTEGER NOT NULL,
      value REAL,
      feature TEXT,
      state TEXT NOT NULL,
      checked_at REAL NOT NULL,
      PRIMARY KEY (model, rule)
    ) WITHOUT ROWID;
    CREATE TABLE alerts (
      id INTEGER PRIMARY KEY AUTOINCREMENT,
      model TEXT NOT NULL,
      rule TEXT NOT NULL,
      metric TEXT NOT NULL,
      feature TEXT,
      version INTEGER,
      value REAL NOT NULL,
      rule_limit REAL NOT NULL,
      message TEXT NOT NULL,
      opened_at REAL NOT NULL,
      cleared_at REAL,
      acknowledged_at REAL
    );
    CREATE UNIQUE INDEX one_open_alert ON alerts (model, rule) WHERE cleared_at IS NULL;
    CREATE TABLE retrainings (
      id INTEGER PRIMARY KEY AUTOINCREMENT,
      model TEXT NOT NULL,
      state TEXT NOT NULL,
      cause TEXT NOT NULL,
      cause_key TEXT NOT NULL,
      details TEXT NOT NULL,
      started_at REAL NOT NULL,
      changed_at REAL NOT NULL,
      ended_at REAL,
      host_pid INTEGER NOT NULL,
      host_started TEXT NOT NULL,
      UNIQUE (model, cause_key)
    );
    CREATE UNIQUE INDEX one_retraining ON retrainings (model) WHERE ended_at IS NULL;
    CREATE TABLE marks (model TEXT NOT NULL, name TEXT NOT NULL, value TEXT NOT NULL, PRIMARY KEY (model, name)) WITHOUT ROWID;
  `)
}

const steps: readonly Migration[] = [{ name: 'requests, minutes, truths, alerts, retrainings', up: trafficTables }]

const trafficPath = (stateDirectory: string): string => join(stateDirectory, 'traffic.db')

const open = (path: string): SqlDatabase | null => {
  const database = openDatabase(path)
  try {
    // Losing the last moments of traffic in a power cut is no harm; a commit that waits for the disk four times a second is.
    database.exec('PRAGMA synchronous = NORMAL')
    if (migrate(database, steps)) return database
  } catch (error) {
    database.close()
    throw error
  }
  database.close()
  return null
}

const isDamage = (error: unknown): boolean =>
  /NOTADB|CORRUPT|malformed|not a database/.test(`${(error as { code?: string }).code} ${error}`)

/** Opens the traffic of a project, made where missing. A damaged file is moved aside, and recording goes on in a new one. */
export const openTrafficFile = async (project: OpenProject, logger: Logger): Promise<Result<SqlDatabase>> => {
  const directory = await project.ensureStateDirectory()
  if (!directory.ok) return directory
  const path = trafficPath(directory.value)
  const newer = () =>
    fail('unsupported', `${path} was written by a newer Pipewright. Update Pipewright, or move the file away.`)
  try {
    const database = open(path)
    return database === null ? newer() : ok(database)
  } catch (error) {
    if (!isDamage(error)) return fail('unreadable-file', `The recorded traffic cannot be opened: ${String(error)}.`)
  }
  const aside = `${path}.damaged-${Date.now()}`
  await rename(path, aside)
  for (const suffix of ['-wal', '-shm']) await rename(path + suffix, aside + suffix).catch(() => undefined)
  logger.warn('the recorded traffic was damaged and has been moved away; a new file was started', { aside })
  const database = open(path)
  return database === null ? newer() : ok(database)
}
