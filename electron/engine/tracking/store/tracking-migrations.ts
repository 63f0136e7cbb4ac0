import type { SqlDatabase } from '#engine/history/database.ts'
import type { Migration } from '#engine/history/migrations.ts'

/** `value` of a metric that is no number is 0 with `is_nan`, of an infinite one ±1.797e308, as in MLflow's own store. */
const firstTables = (database: SqlDatabase): void => {
  database.exec(`
    CREATE TABLE experiments (
      id INTEGER PRIMARY KEY AUTOINCREMENT,
      name TEXT NOT NULL UNIQUE,
      artifact_location TEXT NOT NULL,
      lifecycle TEXT NOT NULL,
      created_at INTEGER NOT NULL,
      updated_at INTEGER NOT NULL
    );
    CREATE TABLE experiment_tags (
      experiment INTEGER NOT NULL REFERENCES experiments (id) ON DELETE CASCADE,
      key TEXT NOT NULL,
      value TEXT NOT NULL,
      PRIMARY KEY (experiment, key)
    ) WITHOUT ROWID;
    CREATE TABLE tracked_runs (
      id TEXT PRIMARY KEY,
      experiment INTEGER NOT NULL REFERENCES experiments (id) ON DELETE CASCADE,
      name TEXT NOT NULL,
      status TEXT NOT NULL,
      lifecycle TEXT NOT NULL,
      user_id TEXT NOT NULL,
      started_at INTEGER NOT NULL,
      ended_at INTEGER,
      artifact_uri TEXT NOT NULL,
      run_id INTEGER,
      pipeline TEXT,
      block TEXT
    ) WITHOUT ROWID;
    CREATE INDEX tracked_runs_of_experiment ON tracked_runs (experiment, started_at);
    CREATE INDEX tracked_runs_of_run ON tracked_runs (run_id);
    CREATE TABLE params (
      tracked_run TEXT NOT NULL REFERENCES tracked_runs (id) ON DELETE CASCADE,
      key TEXT NOT NULL,
      value TEXT NOT NULL,
      PRIMARY KEY (tracked_run, key)
    ) WITHOUT ROWID;
    CREATE TABLE tags (
      tracked_run TEXT NOT NULL REFERENCES tracked_runs (id) ON DELETE CASCADE,
      key TEXT NOT NULL,
      value TEXT NOT NULL,
      PRIMARY KEY (tracked_run, key)
    ) WITHOUT ROWID;
    CREATE TABLE metrics (
      tracked_run TEXT NOT NULL REFERENCES tracked_runs (id) ON DELETE CASCADE,
      key TEXT NOT NULL,
      step INTEGER NOT NULL,
      time INTEGER NOT NULL,
      value REAL NOT NULL,
      is_nan INTEGER NOT NULL,
      PRIMARY KEY (tracked_run, key, step, time, value, is_nan)
    ) WITHOUT ROWID;
    CREATE TABLE latest_metrics (
      tracked_run TEXT NOT NULL REFERENCES tracked_runs (id) ON DELETE CASCADE,
      key TEXT NOT NULL,
      step INTEGER NOT NULL,
      time INTEGER NOT NULL,
      value REAL NOT NULL,
      is_nan INTEGER NOT NULL,
      PRIMARY KEY (tracked_run, key)
    ) WITHOUT ROWID;
  `)
}

const inputsAndModels = (database: SqlDatabase): void => {
  database.exec(`
    CREATE TABLE datasets (
      id INTEGER PRIMARY KEY,
      experiment INTEGER NOT NULL REFERENCES experiments (id) ON DELETE CASCADE,
      name TEXT NOT NULL,
      digest TEXT NOT NULL,
      source_type TEXT NOT NULL,
      source TEXT NOT NULL,
      schema TEXT,
      profile TEXT,
      UNIQUE (experiment, name, digest)
    );
    CREATE TABLE dataset_inputs (
      tracked_run TEXT NOT NULL REFERENCES tracked_runs (id) ON DELETE CASCADE,
      dataset INTEGER NOT NULL REFERENCES datasets (id) ON DELETE CASCADE,
      context TEXT,
      tags TEXT NOT NULL,
      PRIMARY KEY (tracked_run, dataset)
    ) WITHOUT ROWID;
    CREATE TABLE logged_models (
      id TEXT PRIMARY KEY,
      experiment INTEGER NOT NULL REFERENCES experiments (id) ON DELETE CASCADE,
      name TEXT NOT NULL,
      artifact_uri TEXT NOT NULL,
      created_at INTEGER NOT NULL,
      updated_at INTEGER NOT NULL,
      status INTEGER NOT NULL,
      status_message TEXT,
      lifecycle TEXT NOT NULL,
      model_type TEXT,
      source_run TEXT
    ) WITHOUT ROWID;
    CREATE INDEX logged_models_of_experiment ON logged_models (experiment, created_at);
    CREATE TABLE logged_model_tags (
      model TEXT NOT NULL REFERENCES logged_models (id) ON DELETE CASCADE,
      key TEXT NOT NULL,
      value TEXT NOT NULL,
      PRIMARY KEY (model, key)
    ) WITHOUT ROWID;
    CREATE TABLE logged_model_params (
      model TEXT NOT NULL REFERENCES logged_models (id) ON DELETE CASCADE,
      key TEXT NOT NULL,
      value TEXT NOT NULL,
      PRIMARY KEY (model, key)
    ) WITHOUT ROWID;
    CREATE TABLE logged_model_metrics (
      model TEXT NOT NULL REFERENCES logged_models (id) ON DELETE CASCADE,
      tracked_run TEXT NOT NULL,
      key TEXT NOT NULL,
      step INTEGER NOT NULL,
      time INTEGER NOT NULL,
      value REAL NOT NULL,
      is_nan INTEGER NOT NULL,
      dataset_name TEXT,
      dataset_digest TEXT,
      PRIMARY KEY (model, tracked_run, key, step, time)
    ) WITHOUT ROWID;
    CREATE TABLE run_models (
      tracked_run TEXT NOT NULL REFERENCES tracked_runs (id) ON DELETE CASCADE,
      kind TEXT NOT NULL,
      model TEXT NOT NULL,
      step INTEGER NOT NULL,
      PRIMARY KEY (tracked_run, kind, model)
    ) WITHOUT ROWID;
  `)
}

export const trackingMigrations: readonly Migration[] = [
  { name: 'experiments, tracked runs, metrics', up: firstTables },
  { name: 'datasets, logged models', up: inputsAndModels },
]
