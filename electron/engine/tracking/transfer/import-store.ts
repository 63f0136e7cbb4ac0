import { copyFile, cp, mkdtemp, rm, stat } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { basename, join } from 'node:path'
import { openDatabase } from '#engine/history/database.ts'
import type { TrackingStore } from '#engine/tracking/store/tracking-store.ts'
import { fail, ok, type Result } from '#shared/result.ts'
import type { ForeignExperiment, ForeignRun, Moved } from './foreign-store.ts'
import { readFileStore } from './read-file-store.ts'
import { readSqliteStore } from './read-sqlite-store.ts'

export type Target = {
  readonly store: TrackingStore
  /** Absolute folder that `mlflow-artifacts:/` stands for. */
  readonly artifactsRoot: string
}

/** Tags that tie a run of another project to its own runs say nothing here. */
const isForeignTag = (key: string): boolean => key.startsWith('pipewright.')

/** Takes a tracked run over; false where one of its id is there. */
const takeRun = async ({ store, artifactsRoot }: Target, experimentId: string, run: ForeignRun): Promise<boolean> => {
  if (store.runs.many([run.id]).length > 0) return false
  const { artifactLocation } = store.experiments.get(experimentId)
  store.atOnce(() => {
    store.runs.create({
      id: run.id,
      experimentId,
      name: run.name,
      user: run.user,
      startedAt: run.startedAt,
      status: run.status,
      endedAt: run.endedAt,
      tags: run.tags.filter(({ key }) => !isForeignTag(key) && key !== 'mlflow.runName'),
      artifactLocation,
      origin: { runId: null, pipelineUuid: null, blockUuid: null },
    })
    store.runs.logParams(run.id, run.params)
    store.metrics.log(run.id, run.metrics, true)
  })
  if (run.artifacts !== null)
    await cp(run.artifacts, join(artifactsRoot, experimentId, run.id, 'artifacts'), { recursive: true })
  return true
}

const takeAll = async (target: Target, experiments: readonly ForeignExperiment[]): Promise<Moved> => {
  let trackedRuns = 0
  let skipped = 0
  for (const { name, tags, runs } of experiments) {
    const { id } = target.store.experiments.named(name)
    for (const { key, value } of tags) target.store.experiments.setTag(id, key, value)
    for await (const run of runs()) {
      if (await takeRun(target, id, run)) trackedRuns += 1
      else skipped += 1
    }
  }
  return { experiments: experiments.length, trackedRuns, skipped }
}

/** A copy is read, so that nothing of the other store changes, its journal mode neither. */
const fromDatabase = async (target: Target, path: string): Promise<Moved> => {
  const folder = await mkdtemp(join(tmpdir(), 'pipewright-import-'))
  const copy = join(folder, basename(path))
  try {
    await copyFile(path, copy)
    await copyFile(`${path}-wal`, `${copy}-wal`).catch(() => undefined)
    const database = openDatabase(copy)
    try {
      return await takeAll(target, readSqliteStore(database, path))
    } finally {
      database.close()
    }
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
}

/** Takes over what a store of MLflow holds: a folder such as `mlruns`, or a SQLite file. */
export const importStore = async (target: Target, path: string): Promise<Result<Moved>> => {
  const facts = await stat(path).catch(() => null)
  if (facts === null) return fail('not-found', `There is nothing at ${path}.`)
  try {
    if (facts.isDirectory()) return ok(await takeAll(target, await readFileStore(path)))
    return ok(await fromDatabase(target, path))
  } catch (error) {
    const words = error instanceof Error ? error.message : String(error)
    return fail(
      'unreadable-file',
      `Expected a store of MLflow at ${path}, a folder such as mlruns or its SQLite file: ${words}.`,
    )
  }
}
