import { join } from 'node:path'
import type { EngineEvents } from '#engine/engine-events.ts'
import type { EventPayload } from '#shared/contract/events.ts'
import type { Problem } from '#shared/model/problem.ts'
import type { ChangeBatch } from './folder-watcher.ts'
import type { KnownContents } from './known-contents.ts'
import { eachAtOnce, type PipelineIndex } from './pipeline-index.ts'
import { blockFolders, toProjectPath } from './project-folders.ts'

/** What a project's files said when they were last read. */
export type ProjectState = {
  readonly index: PipelineIndex
  refreshFolder(): Promise<void>
  /** Reads everything whose bytes changed; answers the pipelines that did. */
  refreshAll(): Promise<ReadonlySet<string>>
  /** A problem that does not come from a file and stays until the project is closed. */
  addProblem(problem: Problem): void
  problems(): readonly Problem[]
  metadata(): Record<string, unknown>
}

type HandlerDeps = {
  readonly projectId: string
  readonly path: string
  readonly state: ProjectState
  readonly known: KnownContents
  readonly events: EngineEvents
}

type Told = Partial<Omit<EventPayload<'project.changed'>, 'projectId'>>

/** Turns what the watcher saw into fresh state and events. */
export type ChangeHandler = {
  handle(batch: ChangeBatch): void
  /** After the first scan: takes up what changed while it was going on. */
  settle(): Promise<void>
  /** Emits `project.changed`. */
  tell(what: Told): void
  noteOwnWrite(absolutePath: string): void
  /** Pipelines we wrote ourselves are read again before anybody asks for summaries. */
  freshen(): Promise<void>
  idle(): Promise<void>
  close(): void
}

/** Makes the handler; batches are worked off one after the other, in the order they came. */
export const createChangeHandler = (deps: HandlerDeps): ChangeHandler => {
  const { state } = deps
  const written = new Set<string>()
  let queue: Promise<unknown> = Promise.resolve()
  let closed = false
  const tell = (what: Told) => {
    if (closed) return
    deps.events.emit('project.changed', {
      projectId: deps.projectId,
      pipelines: [],
      blockFiles: false,
      tree: false,
      ...what,
    })
  }
  const enqueue = (work: () => Promise<void>) => {
    queue = queue.then(() => (closed ? undefined : work()))
    return queue
  }
  const handleNow = async (batch: ChangeBatch) => {
    const before = fingerprint(state)
    const news = await findNews(batch, deps)
    await state.refreshFolder()
    const changed = await state.index.refresh(...pipelinesToRead(batch, state))
    for (const uuid of touchedPipelines(batch)) written.delete(uuid)
    if (closed) return
    for (const [path, etag] of news) deps.events.emit('file.changed', { projectId: deps.projectId, path, etag })
    const pipelines = [...changed].filter((uuid) => !isOwnDoing(uuid, batch, news))
    const tree = [...batch.values()].some((change) => change !== 'file-changed')
    const blockFiles = changed.size > 0 || (tree && [...batch.keys()].some(isBlockPath))
    if (pipelines.length > 0 || tree || before !== fingerprint(state)) tell({ pipelines, blockFiles, tree })
  }
  return {
    handle: (batch) => {
      void enqueue(() => handleNow(batch))
    },
    settle: async () => {
      await enqueue(async () => {
        const changed = await state.refreshAll()
        tell({ pipelines: [...changed], blockFiles: true, tree: true })
      })
    },
    tell,
    noteOwnWrite: (absolutePath) => {
      const uuid = pipelineOf(toProjectPath(deps.path, absolutePath))
      if (uuid !== null) written.add(uuid)
    },
    freshen: async () => {
      if (written.size > 0) await state.index.refresh(new Set(written))
    },
    idle: async () => {
      await queue
    },
    close: () => {
      closed = true
    },
  }
}

/** Files of the batch whose content the window does not know yet. */
const findNews = async (batch: ChangeBatch, deps: HandlerDeps): Promise<ReadonlyMap<string, string | null>> => {
  const news = new Map<string, string | null>()
  const files = [...batch].filter(([, change]) => change.startsWith('file-')).map(([path]) => path)
  await eachAtOnce(files, async (path) => {
    const etag = await deps.known.news(join(deps.path, path))
    if (etag !== undefined) news.set(path, etag)
  })
  return news
}

/** `pipelines/<uuid>` or anything below it; null elsewhere. */
const pipelineOf = (path: string): string | null => /^pipelines\/([^/]+)/.exec(path)?.[1] ?? null

const touchedPipelines = (batch: ChangeBatch): Set<string> =>
  new Set([...batch.keys()].flatMap((path) => pipelineOf(path) ?? []))

/**
 * Touched pipelines are read where their bytes changed. Files that came or went can make problems of any pipeline appear or vanish
 * (a missing code file, a link, a path that is searched for), so then all are read.
 */
const pipelinesToRead = (batch: ChangeBatch, state: ProjectState): ['all' | ReadonlySet<string>, boolean] => {
  const cameOrWent = [...batch].filter(([path, change]) => change !== 'file-changed' && pipelineOf(path) === null)
  if (cameOrWent.length === 0 && !batch.has('')) return [touchedPipelines(batch), false]
  const paths = new Set(cameOrWent.map(([path]) => path))
  const uses = [...state.index.entries.values()].some(
    ({ pipeline, problems }) =>
      problems.some((problem) => problem.blockUuid !== null) ||
      pipeline?.blocks.some((block) => block.file !== null && paths.has(block.file)),
  )
  return ['all', uses]
}

const isBlockPath = (path: string): boolean => path === '' || blockFolders.has(path.split('/')[0] ?? '')

/** The pipeline's own files changed, and only by what we wrote. */
const isOwnDoing = (uuid: string, batch: ChangeBatch, news: ReadonlyMap<string, unknown>): boolean => {
  const files = [...batch.keys()].filter((path) => pipelineOf(path) === uuid)
  return files.length > 0 && files.every((path) => !news.has(path))
}

/** Differs where summaries or problems do. */
const fingerprint = (state: ProjectState): string =>
  JSON.stringify([
    [...state.index.entries].map(([uuid, { pipeline, triggerCount }]) => [
      uuid,
      pipeline === null
        ? null
        : [pipeline.name, pipeline.type, pipeline.description, pipeline.tags, pipeline.blocks.length],
      triggerCount,
    ]),
    state.problems(),
  ])
