import { readdir, readFile, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { isRawMap } from '#engine/pipelines/read-values.ts'
import { loadYaml } from '#engine/pipelines/yaml-load.ts'
import type { Measured } from '#engine/tracking/store/metrics-repository.ts'
import type { KeyValue } from '#engine/tracking/store/write-tracked-runs.ts'
import { type ForeignExperiment, type ForeignRun, statusOf } from './foreign-store.ts'

type Meta = Readonly<Record<string, unknown>>

const metaOf = async (folder: string): Promise<Meta | null> => {
  const text = await readFile(join(folder, 'meta.yaml'), 'utf8').catch(() => null)
  if (text === null) return null
  const loaded = loadYaml(text)
  return loaded.ok && isRawMap(loaded.value) ? loaded.value : null
}

/** Files below a folder with their texts; a name with slashes is a path. */
const texts = async (folder: string, below = ''): Promise<readonly KeyValue[]> => {
  const entries = await readdir(join(folder, below), { withFileTypes: true }).catch(() => [])
  const found = await Promise.all(
    entries.map(async (entry): Promise<readonly KeyValue[]> => {
      const key = below === '' ? entry.name : `${below}/${entry.name}`
      if (entry.isDirectory()) return texts(folder, key)
      return [{ key, value: await readFile(join(folder, key), 'utf8') }]
    }),
  )
  return found.flat()
}

/** A line is `<time> <value> <step>`. */
const valuesOf = ({ key, value: text }: KeyValue): readonly Measured[] =>
  text.split('\n').flatMap((line) => {
    const [time, value, step = '0'] = line.trim().split(/\s+/)
    if (time === undefined || value === undefined || time === '') return []
    const spelled = { nan: Number.NaN, inf: Number.POSITIVE_INFINITY, '-inf': Number.NEGATIVE_INFINITY }[
      value.toLowerCase()
    ]
    return [{ key, value: spelled ?? Number(value), step: Number(step), time: Number(time) }]
  })

const isFolder = async (path: string): Promise<boolean> =>
  stat(path).then(
    (facts) => facts.isDirectory(),
    () => false,
  )

const textOf = (meta: Meta, key: string): string => String(meta[key] ?? '')

const artifactsOf = async (folder: string, meta: Meta): Promise<string | null> => {
  const uri = textOf(meta, 'artifact_uri')
  const told = uri.startsWith('file://') ? fileURLToPath(uri) : uri
  // A store that was moved says where it was.
  for (const path of [told, join(folder, 'artifacts')]) if (path !== '' && (await isFolder(path))) return path
  return null
}

const runOf = async (folder: string, meta: Meta): Promise<ForeignRun> => {
  const tags = await texts(join(folder, 'tags'))
  const metrics = await texts(join(folder, 'metrics'))
  const name = textOf(meta, 'run_name') || (tags.find(({ key }) => key === 'mlflow.runName')?.value ?? '')
  return {
    id: textOf(meta, 'run_id') || textOf(meta, 'run_uuid'),
    name,
    status: statusOf(meta.status),
    user: textOf(meta, 'user_id'),
    startedAt: Number(meta.start_time ?? 0),
    endedAt: typeof meta.end_time === 'number' ? meta.end_time : null,
    params: await texts(join(folder, 'params')),
    tags,
    metrics: metrics.flatMap(valuesOf),
    artifacts: await artifactsOf(folder, meta),
  }
}

async function* runsOf(folder: string): AsyncIterable<ForeignRun> {
  for (const name of (await readdir(folder)).sort()) {
    const meta = await metaOf(join(folder, name))
    if (meta !== null && meta.lifecycle_stage !== 'deleted') yield await runOf(join(folder, name), meta)
  }
}

/** Experiments of MLflow's file store (`mlruns`), deleted ones left out. */
export const readFileStore = async (root: string): Promise<readonly ForeignExperiment[]> => {
  const experiments: ForeignExperiment[] = []
  for (const name of (await readdir(root)).sort()) {
    const folder = join(root, name)
    const meta = name.startsWith('.') || name === 'models' ? null : await metaOf(folder)
    if (meta === null || meta.lifecycle_stage === 'deleted') continue
    experiments.push({
      name: textOf(meta, 'name'),
      tags: await texts(join(folder, 'tags')),
      runs: () => runsOf(folder),
    })
  }
  return experiments
}
