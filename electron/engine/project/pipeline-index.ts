import { readdir, readFile, stat } from 'node:fs/promises'
import { join } from 'node:path'
import type { Pipeline } from '#shared/model/pipeline.ts'
import type { Problem } from '#shared/model/problem.ts'
import { fail, ok, type Result } from '#shared/result.ts'
import { etagOf } from './etag.ts'
import { biggestPipelineFile, pipelineRefusal } from './pipeline-guard.ts'
import { isNoPipelineName } from './project-folders.ts'

/** A pipeline file as it was read: the graph, or null with problems that say why not. */
export type PipelineReading = { readonly pipeline: Pipeline | null; readonly problems: readonly Problem[] }

export type ReadPipeline = (projectPath: string, uuid: string) => Promise<PipelineReading>

export type PipelineEntry = PipelineReading & {
  /** Hash of the files the reading came from, to know a changed one without parsing. */
  readonly stamp: string
  readonly triggerCount: number
}

/** All pipelines of a project as last read. */
export type PipelineIndex = {
  readonly entries: ReadonlyMap<string, PipelineEntry>
  /** Reads what is there now and forgets what is gone; answers the ids that changed. `force` reads again though no byte changed. */
  refresh(wanted: 'all' | ReadonlySet<string>, force?: boolean): Promise<ReadonlySet<string>>
  /** The pipeline as its files are at this moment. */
  read(uuid: string): Promise<Result<Pipeline>>
}

/** Pipelines are read some at a time: disks answer in parallel, and between two parses the event loop is free. */
const readersAtOnce = 8

/** Makes the index of one project; empty until the first `refresh`. */
export const createPipelineIndex = (projectPath: string, readPipeline: ReadPipeline): PipelineIndex => {
  const entries = new Map<string, PipelineEntry>()
  const refreshOne = async (uuid: string, force: boolean): Promise<boolean> => {
    const old = entries.get(uuid)
    const stamp = await stampOf(projectPath, uuid)
    if (stamp === null) return entries.delete(uuid)
    if (!force && old?.stamp === stamp) return false
    const refusal = await pipelineRefusal(projectPath, uuid)
    const reading = refusal === null ? await readPipeline(projectPath, uuid) : { pipeline: null, problems: [refusal] }
    const triggerCount = refusal === null ? await countTriggers(projectPath, uuid) : 0
    entries.set(uuid, { pipeline: reading.pipeline, problems: reading.problems, stamp, triggerCount })
    return old === undefined || !sameReading(old, reading) || old.triggerCount !== triggerCount
  }
  return {
    entries,
    refresh: async (wanted, force = false) => {
      const uuids = wanted === 'all' ? new Set([...(await listPipelines(projectPath)), ...entries.keys()]) : wanted
      const changed = new Set<string>()
      await eachAtOnce([...uuids], async (uuid) => {
        if (await refreshOne(uuid, force)) changed.add(uuid)
      })
      return changed
    },
    read: async (uuid) => {
      await refreshOne(uuid, false)
      const entry = entries.get(uuid)
      if (entry === undefined) return notThere(uuid)
      return entry.pipeline === null ? unreadable(uuid, entry.problems) : ok(entry.pipeline)
    },
  }
}

/** Runs the work on all items, a few at once, giving the event loop a turn after each. */
export const eachAtOnce = async <Item>(items: readonly Item[], work: (item: Item) => Promise<void>): Promise<void> => {
  let next = 0
  const reader = async () => {
    for (let item = items[next++]; item !== undefined; item = items[next++]) {
      await work(item)
      await new Promise((turn) => setImmediate(turn))
    }
  }
  await Promise.all(Array.from({ length: Math.min(readersAtOnce, items.length) }, reader))
}

const notThere = (uuid: string) =>
  fail(
    'not-found',
    `Expected the pipeline ${uuid} at pipelines/${uuid}/metadata.yaml, but there is none. It may have been renamed or deleted; choose another pipeline.`,
    { pipelineUuid: uuid },
  )

const unreadable = (uuid: string, problems: readonly Problem[]) => {
  const first = problems.find((problem) => problem.severity === 'error') ?? problems[0]
  const why = first?.message ?? 'Its file could not be read. Open it and mend it.'
  return fail('unreadable-file', why, {
    pipelineUuid: uuid,
    file: first?.file ?? `pipelines/${uuid}/metadata.yaml`,
    line: first?.line ?? null,
  })
}

const sameReading = (a: PipelineReading, b: PipelineReading): boolean =>
  a.pipeline?.etag === b.pipeline?.etag &&
  JSON.stringify([a.pipeline, a.problems]) === JSON.stringify([b.pipeline, b.problems])

const listPipelines = async (projectPath: string): Promise<string[]> => {
  const entries = await readdir(join(projectPath, 'pipelines'), { withFileTypes: true }).catch(() => [])
  return entries
    .filter((entry) => (entry.isDirectory() || entry.isSymbolicLink()) && !isNoPipelineName(entry.name))
    .map((entry) => entry.name)
}

/** Null where there is no `metadata.yaml` of whatever kind, hence no pipeline. */
const stampOf = async (projectPath: string, uuid: string): Promise<string | null> => {
  const folder = join(projectPath, 'pipelines', uuid)
  const parts = await Promise.all(
    ['metadata.yaml', 'layout.json', 'triggers.yaml', 'triggers.pipewright.yaml'].map((name) =>
      stampOfFile(join(folder, name)),
    ),
  )
  return parts[0] === 'none' ? null : parts.join(' ')
}

const stampOfFile = async (path: string): Promise<string> => {
  const facts = await stat(path).catch((error: NodeJS.ErrnoException) => error.code ?? 'error')
  if (typeof facts === 'string') return facts === 'ENOENT' || facts === 'ENOTDIR' ? 'none' : facts
  if (!facts.isFile() || facts.size > biggestPipelineFile) return `${facts.mode} ${facts.size} ${facts.mtimeMs}`
  return readFile(path).then(etagOf, (error: NodeJS.ErrnoException) => error.code ?? 'error')
}

/** Entries of `triggers.yaml`: list items of its `triggers` key, counted without parsing the whole. */
const countTriggers = async (projectPath: string, uuid: string): Promise<number> => {
  const text = await readFile(join(projectPath, 'pipelines', uuid, 'triggers.yaml'), 'utf8').catch(() => '')
  const list = /^triggers:[^\n]*\n((?:(?:[ \t#-].*)?\r?\n?)*)/m.exec(text)?.[1] ?? ''
  const indent = /^( *)- /m.exec(list)?.[1]
  return indent === undefined ? 0 : list.split('\n').filter((line) => line.startsWith(`${indent}- `)).length
}
