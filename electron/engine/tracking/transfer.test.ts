import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { openDatabase } from '#engine/history/database.ts'
import { given } from '#engine/testing/temp-runs.ts'
import { createTempTracking, type TempTracking } from '#engine/testing/temp-tracking.ts'

/** The tables of MLflow's database that tell of runs (mlflow/store/tracking/dbmodels/models.py). */
const mlflowTables = `
  CREATE TABLE experiments (experiment_id INTEGER PRIMARY KEY, name TEXT UNIQUE, artifact_location TEXT, lifecycle_stage TEXT, creation_time INTEGER, last_update_time INTEGER);
  CREATE TABLE experiment_tags (key TEXT, value TEXT, experiment_id INTEGER, PRIMARY KEY (key, experiment_id));
  CREATE TABLE runs (run_uuid TEXT PRIMARY KEY, name TEXT, source_type TEXT, source_name TEXT, entry_point_name TEXT, user_id TEXT, status TEXT, start_time INTEGER, end_time INTEGER, source_version TEXT, lifecycle_stage TEXT, artifact_uri TEXT, experiment_id INTEGER);
  CREATE TABLE params (key TEXT, value TEXT, run_uuid TEXT, PRIMARY KEY (key, run_uuid));
  CREATE TABLE tags (key TEXT, value TEXT, run_uuid TEXT, PRIMARY KEY (key, run_uuid));
  CREATE TABLE metrics (key TEXT, value REAL, timestamp INTEGER, run_uuid TEXT, step INTEGER, is_nan INTEGER, PRIMARY KEY (key, timestamp, step, run_uuid, value, is_nan));
  CREATE TABLE latest_metrics (key TEXT, value REAL, timestamp INTEGER, run_uuid TEXT, step INTEGER, is_nan INTEGER, PRIMARY KEY (key, run_uuid));`

const fill = async (server: TempTracking) => {
  const { experimentId, id } = await server.trackedRun('calm run')
  const metrics = [0, 1, 2].map((step) => ({
    key: 'val/loss',
    value: step === 1 ? 'NaN' : step,
    step,
    timestamp: 5 + step,
  }))
  const params = [{ key: 'lr', value: '0.1' }]
  await server.post('runs/log-batch', { run_id: id, metrics, params, tags: [{ key: 'team', value: 'churn' }] })
  await server.post('runs/update', { run_id: id, status: 'FAILED', end_time: 99 })
  const place = `/api/2.0/mlflow-artifacts/artifacts/${experimentId}/${id}/artifacts/notes/a.txt`
  await server.send(place, { method: 'PUT', body: 'hello' })
  return id
}

const told = async (server: TempTracking, id: string) => {
  const { id: projectId } = server.temp.project
  const run = given(await server.tracking.get({ projectId, trackedRunId: id }))
  const history = given(
    await server.tracking.history({ projectId, trackedRunIds: [id], metric: 'val/loss', limit: 10 }),
  )
  const artifact = given(await server.tracking.artifact({ projectId, trackedRunId: id, path: 'notes/a.txt' }))
  const { name, status, startedAt, endedAt, params, tags } = run
  return { name, status, startedAt, endedAt, params, team: tags.team, history: history[0]?.points, artifact }
}

describe.each(['mlruns', 'mlflow.db'])('a store of MLflow, %s', (kind) => {
  it('gives back all that was written into it, once', async () => {
    await using source = await createTempTracking()
    await using target = await createTempTracking()
    const id = await fill(source)
    const path = join(source.temp.folder.path, kind)
    if (kind === 'mlflow.db') {
      const database = openDatabase(path)
      database.exec(mlflowTables)
      database.close()
    }
    const exported = await source.tracking.exportTo({ projectId: source.temp.project.id, path })
    expect(given(exported)).toEqual({ experiments: 1, trackedRuns: 1, skipped: 0 })
    const input = { projectId: target.temp.project.id, path }
    expect(given(await target.tracking.importFrom(input))).toMatchObject({ trackedRuns: 1, skipped: 0 })
    expect(await told(target, id)).toEqual(await told(source, id))
    expect((await told(target, id)).history?.map(({ value }) => value)).toEqual([0, null, 2])
    expect(given(await target.tracking.importFrom(input))).toMatchObject({ trackedRuns: 0, skipped: 1 })
  })
})

describe('what is no store of MLflow', () => {
  it('is refused in words', async () => {
    await using server = await createTempTracking()
    const { id: projectId } = server.temp.project
    const path = join(server.temp.folder.path, 'notes.txt')
    await writeFile(path, 'hello')
    expect(await server.tracking.importFrom({ projectId, path })).toMatchObject({
      ok: false,
      error: { code: 'unreadable-file' },
    })
    const missing = await server.tracking.exportTo({ projectId, path: join(server.temp.folder.path, 'new.db') })
    expect(missing).toMatchObject({ ok: false, error: { message: expect.stringContaining('mlflow db upgrade') } })
  })
})
