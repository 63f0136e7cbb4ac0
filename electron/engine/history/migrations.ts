import type { SqlDatabase } from './database.ts'

/** One step of the file's format. Never changed once released: a new step is added, with a test on a sample of the old file. */
export type Migration = { readonly name: string; readonly up: (database: SqlDatabase) => void }

const firstTables = (database: SqlDatabase): void => {
  database.exec(`
    CREATE TABLE runs (
      id INTEGER PRIMARY KEY AUTOINCREMENT,
      pipeline TEXT NOT NULL,
      state TEXT NOT NULL,
      reason TEXT,
      scope TEXT NOT NULL,
      origin_kind TEXT NOT NULL,
      origin_name TEXT,
      variables TEXT NOT NULL,
      queued_at REAL NOT NULL,
      started_at REAL,
      ended_at REAL,
      blocks_total INTEGER NOT NULL,
      blocks_done INTEGER NOT NULL,
      blocks_failed INTEGER NOT NULL,
      commit_id TEXT,
      seq INTEGER NOT NULL,
      edges TEXT NOT NULL,
      host_pid INTEGER NOT NULL,
      host_started TEXT NOT NULL
    );
    CREATE INDEX runs_of_pipeline ON runs (pipeline, id);
    CREATE INDEX runs_in_state ON runs (state, id);
    CREATE TABLE block_runs (
      run_id INTEGER NOT NULL REFERENCES runs (id) ON DELETE CASCADE,
      position INTEGER NOT NULL,
      pipeline TEXT NOT NULL,
      block TEXT NOT NULL,
      block_type TEXT NOT NULL,
      language TEXT NOT NULL,
      state TEXT NOT NULL,
      reason TEXT,
      attempt INTEGER NOT NULL,
      queued_at REAL NOT NULL,
      started_at REAL,
      ended_at REAL,
      peak_memory REAL,
      details TEXT NOT NULL,
      PRIMARY KEY (run_id, block)
    );
    CREATE INDEX block_runs_of_block ON block_runs (pipeline, block, state, run_id);
    CREATE TABLE remembered_variables (
      pipeline TEXT PRIMARY KEY,
      variables TEXT NOT NULL,
      updated_at REAL NOT NULL
    );
  `)
}

/** `key` names what a trigger fired for: the unique index lets one host claim it, and nobody a second time. */
const triggerTables = (database: SqlDatabase): void => {
  database.exec(`
    CREATE TABLE triggers (
      id INTEGER PRIMARY KEY AUTOINCREMENT,
      pipeline TEXT NOT NULL,
      name TEXT NOT NULL,
      schedule TEXT NOT NULL,
      enabled_at REAL NOT NULL,
      is_active INTEGER NOT NULL,
      token TEXT NOT NULL,
      UNIQUE (pipeline, name)
    );
    CREATE TABLE trigger_fires (
      id INTEGER PRIMARY KEY AUTOINCREMENT,
      pipeline TEXT NOT NULL,
      trigger_name TEXT NOT NULL,
      key TEXT NOT NULL,
      execution_date REAL NOT NULL,
      fired_at REAL NOT NULL,
      state TEXT NOT NULL,
      reason TEXT,
      not_before REAL NOT NULL,
      attempt INTEGER NOT NULL,
      run_id INTEGER,
      is_late INTEGER NOT NULL,
      event TEXT NOT NULL,
      host_pid INTEGER NOT NULL,
      host_started TEXT NOT NULL,
      UNIQUE (pipeline, trigger_name, key)
    );
    CREATE INDEX trigger_fires_by_date ON trigger_fires (pipeline, trigger_name, execution_date);
    CREATE INDEX trigger_fires_in_state ON trigger_fires (state, id);
    CREATE INDEX trigger_fires_of_run ON trigger_fires (run_id);
    CREATE TABLE project_switches (name TEXT PRIMARY KEY, value TEXT NOT NULL);
  `)
}

/** `fingerprint` of a finished block run: `<all but its inputs>:<its inputs>`, so that either can be looked for. */
const fingerprints = (database: SqlDatabase): void => {
  database.exec(`
    ALTER TABLE block_runs ADD COLUMN fingerprint TEXT;
    CREATE INDEX block_runs_by_fingerprint ON block_runs (pipeline, block, fingerprint);
    ALTER TABLE runs ADD COLUMN resumed_from INTEGER;
  `)
}

/** A date's run is in `runs`; its own state only tells whether one was started. */
const backfills = (database: SqlDatabase): void => {
  database.exec(`
    CREATE TABLE backfills (
      id INTEGER PRIMARY KEY AUTOINCREMENT,
      pipeline TEXT NOT NULL,
      name TEXT NOT NULL,
      range TEXT NOT NULL,
      parallel INTEGER NOT NULL,
      variables TEXT NOT NULL,
      created_at REAL NOT NULL,
      state TEXT NOT NULL
    );
    CREATE TABLE backfill_dates (
      id INTEGER PRIMARY KEY AUTOINCREMENT,
      backfill_id INTEGER NOT NULL REFERENCES backfills (id) ON DELETE CASCADE,
      execution_date REAL NOT NULL,
      until REAL NOT NULL,
      state TEXT NOT NULL,
      reason TEXT,
      attempt INTEGER NOT NULL,
      run_id INTEGER,
      UNIQUE (backfill_id, execution_date)
    );
    CREATE INDEX backfill_dates_in_state ON backfill_dates (backfill_id, state, execution_date);
  `)
}

/** `key` names what is told: it is stored once, whoever notices it. `due_at` of one that is being sent lies a minute ahead. */
const deliveries = (database: SqlDatabase): void => {
  database.exec(`
    CREATE TABLE deliveries (
      id INTEGER PRIMARY KEY AUTOINCREMENT,
      created_at REAL NOT NULL,
      key TEXT NOT NULL UNIQUE,
      channel TEXT NOT NULL,
      target TEXT NOT NULL,
      occasion TEXT NOT NULL,
      pipeline TEXT,
      run_id INTEGER,
      title TEXT NOT NULL,
      summary TEXT NOT NULL,
      details TEXT NOT NULL,
      state TEXT NOT NULL,
      attempts INTEGER NOT NULL,
      error TEXT,
      due_at REAL NOT NULL,
      sent_at REAL
    );
    CREATE INDEX deliveries_due ON deliveries (state, due_at);
  `)
}

export const migrations: readonly Migration[] = [
  { name: 'runs, block runs, remembered variables', up: firstTables },
  { name: 'triggers, what they fired for, pause', up: triggerTables },
  { name: 'fingerprints, resumed runs', up: fingerprints },
  { name: 'backfills', up: backfills },
  { name: 'deliveries of notifications', up: deliveries },
]

/** The format a file is in; 0 = a new file. */
export const databaseVersion = (database: SqlDatabase): number =>
  Number(database.prepare('PRAGMA user_version').get()?.user_version ?? 0)

/**
 * Brings a file to the newest format, each step in a transaction of its own. A file of a newer Pipewright is left as it is.
 *
 * @returns false where the file is newer than this program
 */
export const migrate = (database: SqlDatabase, steps: readonly Migration[] = migrations): boolean => {
  if (databaseVersion(database) > steps.length) return false
  steps.forEach((step, index) => {
    if (databaseVersion(database) > index) return
    database.transaction(() => {
      // Another host may have made the step while this one waited for the lock.
      if (databaseVersion(database) > index) return
      step.up(database)
      database.exec(`PRAGMA user_version = ${index + 1}`)
    })
  })
  return true
}
