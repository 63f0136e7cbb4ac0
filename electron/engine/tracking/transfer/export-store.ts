import { cp, mkdir, stat, writeFile } from 'node:fs/promises'
import { dirname, join, resolve } from 'node:path'
import { pathToFileURL } from 'node:url'
import { stringify } from 'yaml'
import { openDatabase, type SqlDatabase, type SqlValue } from '#engine/history/database.ts'
import { numberOf } from '#engine/history/row-values.ts'
import { artifactScheme } from '#engine/tracking/artifacts.ts'
import type { Experiment, MetricPoint, TrackedRun } from '#shared/model/tracking.ts'
import { fail, ok, type Result } from '#shared/result.ts'
import type { Moved } from './foreign-store.ts'
import type { Target } from './import-store.ts'

type Values = { readonly key: string; readonly points: readonly MetricPoint[] }

const historiesOf = ({ store }: Target, run: TrackedRun): readonly Values[] =>
  Object.keys(run.metrics).map((key) => ({
    key,
    points: store.metrics.history({ trackedRunId: run.id, key, most: null, pageToken: null }).items,
  }))

const runsOf = ({ store }: Target, experiment: Experiment): readonly TrackedRun[] => {
  const found: TrackedRun[] = []
  let token: string | null = null
  do {
    const page = store.searchRuns({
      experimentIds: [experiment.id],
      filter: '',
      orderBy: ['start_time ASC'],
      view: 'ACTIVE_ONLY',
      most: 500,
      pageToken: token,
    })
    found.push(...page.items)
    token = page.nextToken
  } while (token !== null)
  return found
}

const copyArtifacts = async ({ artifactsRoot }: Target, run: TrackedRun, folder: string): Promise<void> => {
  if (!run.artifactUri.startsWith(artifactScheme)) return
  const from = join(artifactsRoot, run.artifactUri.slice(artifactScheme.length).replace(/^\/+/, ''))
  if ((await stat(from).catch(() => null))?.isDirectory() === true) await cp(from, folder, { recursive: true })
}

const spelled = (value: number | null): string => (value === null ? 'nan' : String(value))

const statuses = ['RUNNING', 'SCHEDULED', 'FINISHED', 'FAILED', 'KILLED']

const writeTexts = async (folder: string, values: Readonly<Record<string, string>>): Promise<void> => {
  await mkdir(folder, { recursive: true })
  for (const [key, value] of Object.entries(values)) {
    const path = join(folder, ...key.split('/'))
    await mkdir(dirname(path), { recursive: true })
    await writeFile(path, value)
  }
}

const isThere = async (path: string): Promise<boolean> => (await stat(path).catch(() => null)) !== null

/** Writes a tracked run into MLflow's file store; false where one of its id is there. */
const writeRun = async (target: Target, run: TrackedRun, experimentFolder: string): Promise<boolean> => {
  const folder = join(experimentFolder, run.id)
  if (await isThere(join(folder, 'meta.yaml'))) return false
  const metrics = Object.fromEntries(
    historiesOf(target, run).map(({ key, points }) => [
      key,
      points.map(({ time, value, step }) => `${time} ${spelled(value)} ${step}\n`).join(''),
    ]),
  )
  await writeTexts(join(folder, 'params'), run.params)
  await writeTexts(join(folder, 'tags'), run.tags)
  await writeTexts(join(folder, 'metrics'), metrics)
  await mkdir(join(folder, 'artifacts'), { recursive: true })
  await copyArtifacts(target, run, join(folder, 'artifacts'))
  const meta = {
    artifact_uri: pathToFileURL(join(folder, 'artifacts')).href,
    end_time: run.endedAt,
    entry_point_name: '',
    experiment_id: experimentFolder.slice(experimentFolder.lastIndexOf('/') + 1),
    lifecycle_stage: 'active',
    run_id: run.id,
    run_name: run.name,
    run_uuid: run.id,
    source_name: '',
    source_type: 4,
    source_version: '',
    start_time: run.startedAt,
    status: statuses.indexOf(run.status) + 1,
    tags: [],
    user_id: run.user,
  }
  // Last: it makes the folder a run.
  await writeFile(join(folder, 'meta.yaml'), stringify(meta))
  return true
}

const toFolder = async (target: Target, root: string, experiments: readonly Experiment[]): Promise<Moved> => {
  let trackedRuns = 0
  let skipped = 0
  for (const experiment of experiments) {
    const folder = join(root, experiment.id)
    if (!(await isThere(join(folder, 'meta.yaml')))) {
      const meta = {
        artifact_location: pathToFileURL(folder).href,
        creation_time: experiment.createdAt,
        experiment_id: experiment.id,
        last_update_time: experiment.updatedAt,
        lifecycle_stage: 'active',
        name: experiment.name,
      }
      await writeTexts(join(folder, 'tags'), experiment.tags)
      await writeFile(join(folder, 'meta.yaml'), stringify(meta))
    }
    for (const run of runsOf(target, experiment)) {
      if (await writeRun(target, run, folder)) trackedRuns += 1
      else skipped += 1
    }
  }
  return { experiments: experiments.length, trackedRuns, skipped }
}

/** Inserts a row with those of its values that the table of this version of MLflow has a column for. */
const insertRow = (database: SqlDatabase, table: string, row: Readonly<Record<string, SqlValue>>): void => {
  const known = new Set(
    database
      .prepare(`SELECT name FROM pragma_table_info('${table}')`)
      .all()
      .map(({ name }) => String(name)),
  )
  const columns = Object.keys(row).filter((name) => known.has(name))
  database
    .prepare(`INSERT OR IGNORE INTO ${table} (${columns.join(', ')}) VALUES (${columns.map(() => '?').join(', ')})`)
    .run(...columns.map((name) => row[name] ?? null))
}

const experimentIn = (database: SqlDatabase, experiment: Experiment, folder: string): number => {
  const find = () => database.prepare('SELECT experiment_id FROM experiments WHERE name = ?').get(experiment.name)
  const location = pathToFileURL(join(folder, 'mlartifacts', experiment.id)).href
  if (find() === undefined)
    insertRow(database, 'experiments', {
      name: experiment.name,
      artifact_location: location,
      lifecycle_stage: 'active',
      creation_time: experiment.createdAt,
      last_update_time: experiment.updatedAt,
      workspace: 'default',
    })
  const id = numberOf(find() ?? {}, 'experiment_id')
  for (const [key, value] of Object.entries(experiment.tags))
    insertRow(database, 'experiment_tags', { key, value, experiment_id: id })
  return id
}

const insertRun = (
  database: SqlDatabase,
  run: TrackedRun,
  place: { experimentId: number; artifacts: string; values: readonly Values[] },
) => {
  insertRow(database, 'runs', {
    run_uuid: run.id,
    name: run.name,
    source_type: 'LOCAL',
    source_name: '',
    entry_point_name: '',
    source_version: '',
    user_id: run.user,
    status: run.status,
    start_time: run.startedAt,
    end_time: run.endedAt,
    lifecycle_stage: 'active',
    artifact_uri: pathToFileURL(place.artifacts).href,
    experiment_id: place.experimentId,
  })
  const owner = { run_uuid: run.id }
  for (const [key, value] of Object.entries(run.params)) insertRow(database, 'params', { key, value, ...owner })
  for (const [key, value] of Object.entries(run.tags)) insertRow(database, 'tags', { key, value, ...owner })
  const row = (key: string, { value, time, step }: MetricPoint) => ({
    key,
    value: value ?? 0,
    timestamp: time,
    step,
    is_nan: value === null ? 1 : 0,
    ...owner,
  })
  for (const { key, points } of place.values)
    for (const point of points) insertRow(database, 'metrics', row(key, point))
  for (const [key, point] of Object.entries(run.metrics)) insertRow(database, 'latest_metrics', row(key, point))
}

const toDatabase = async (target: Target, path: string, experiments: readonly Experiment[]): Promise<Moved> => {
  const database = openDatabase(path)
  let trackedRuns = 0
  let skipped = 0
  try {
    for (const experiment of experiments) {
      const experimentId = experimentIn(database, experiment, dirname(path))
      for (const run of runsOf(target, experiment)) {
        if (database.prepare('SELECT 1 FROM runs WHERE run_uuid = ?').get(run.id) !== undefined) {
          skipped += 1
          continue
        }
        const artifacts = join(dirname(path), 'mlartifacts', String(experimentId), run.id, 'artifacts')
        await copyArtifacts(target, run, artifacts)
        const values = historiesOf(target, run)
        database.transaction(() => insertRun(database, run, { experimentId, artifacts, values }))
        trackedRuns += 1
      }
    }
    // As MLflow had it: a reader without rights to the folder can open it.
    database.exec('PRAGMA journal_mode = DELETE')
  } finally {
    database.close()
  }
  return { experiments: experiments.length, trackedRuns, skipped }
}

const isDatabasePath = (path: string): boolean => /\.(db|sqlite|sqlite3)$/i.test(path)

/**
 * Writes experiments into a store of MLflow: a folder such as `mlruns`, made where it is not there, or a SQLite file that MLflow made:
 * its tables are MLflow's to make.
 */
export const exportStore = async (target: Target, given: string): Promise<Result<Moved>> => {
  const path = resolve(given)
  const experiments = target.store.experiments
    .summaries()
    .filter(({ lifecycle, runs, id }) => lifecycle === 'active' && (runs > 0 || id !== '0'))
  const facts = await stat(path).catch(() => null)
  const isDatabase = facts?.isFile() === true || isDatabasePath(path)
  if (isDatabase && facts === null)
    return fail(
      'not-found',
      `Expected a database of MLflow at ${path}. Make one first: mlflow db upgrade sqlite:///${path}`,
    )
  try {
    return ok(await (isDatabase ? toDatabase(target, path, experiments) : toFolder(target, path, experiments)))
  } catch (error) {
    const words = error instanceof Error ? error.message : String(error)
    return fail('write-failed', `The store of MLflow at ${path} could not be written: ${words}.`)
  }
}
