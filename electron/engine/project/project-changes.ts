import { join } from 'node:path'
import type { EngineEvents } from '#engine/engine-events.ts'
import type { EventPayload } from '#shared/contract/events.ts'
import type { ChangeBatch } from './folder-watch.ts'
import type { KnownContents } from './known-contents.ts'
import { eachAtOnce } from './pipeline-index.ts'
import { blockFolders, toProjectPath } from './project-folders.ts'
import type { ProjectState } from './project-state.ts'

type HandlerDeps = {
  readonly projectId: string
  readonly path: string
  readonly state: ProjectState
  readonly known: KnownContents
  readonly events: EngineEvents
  /** A batch could not be worked off because of a fault of ours; the next ones are. */
  readonly onFault: (error: unknown) => void
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
  const told = rememberTold(state)
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
    queue = queue.then(() => (closed ? undefined : work())).catch(deps.onFault)
    return queue
  }
  const handleNow = async (batch: ChangeBatch) => {
    const news = await findNews(batch, deps)
    await state.refreshFolder()
    const changed = new Set([...(await state.index.refresh(...pipelinesToRead(batch, state))), ...told.changed()])
    if (closed) return
    for (const [path, etag] of news) deps.events.emit('file.changed', { projectId: deps.projectId, path, etag })
    const pipelines = [...changed].filter((uuid) => !isOwnDoing(uuid, { batch, written, deps }))
    for (const uuid of touchedPipelines(batch)) written.delete(uuid)
    const tree = [...batch.values()].some((change) => change !== 'file-changed')
    const blockFiles = changed.size > 0 || (tree && [...batch.keys()].some(isBlockPath))
    if (pipelines.length > 0 || tree || told.isOtherwise()) tell({ pipelines, blockFiles, tree })
    told.remember()
  }
  return {
    handle: (batch) => {
      void enqueue(() => handleNow(batch))
    },
    settle: async () => {
      await enqueue(async () => {
        await state.refreshAll()
        tell({ pipelines: told.changed(), blockFiles: true, tree: true })
        told.remember()
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

type Seen = {
  readonly batch: ChangeBatch
  readonly deps: HandlerDeps
  /** Pipelines we wrote and whose events have not come yet. */
  readonly written: ReadonlySet<string>
}

/** Only an edit of ours changed the pipeline: whoever asked for it has the new graph already. */
const isOwnDoing = (uuid: string, { batch, written, deps }: Seen): boolean => {
  const files = [...batch.keys()].filter((path) => pipelineOf(path) === uuid)
  return files.length === 0
    ? written.has(uuid)
    : files.every((path) => deps.known.authorOf(join(deps.path, path)) === 'graph')
}

/**
 * What the window was told last. Others read the state too (a run that starts, a summary that is asked for) and find changes before the
 * watcher does, so what is news is told apart by what was told, not by what was read.
 */
const rememberTold = (state: ProjectState) => {
  let summary = ''
  let stamps = new Map<string, string>()
  const stampsNow = () => new Map([...state.index.entries].map(([uuid, { stamp }]) => [uuid, stamp]))
  const remember = () => {
    summary = fingerprint(state)
    stamps = stampsNow()
  }
  remember()
  return {
    remember,
    changed: () => {
      const now = stampsNow()
      return [...new Set([...now.keys(), ...stamps.keys()])].filter((uuid) => now.get(uuid) !== stamps.get(uuid))
    },
    isOtherwise: () => summary !== fingerprint(state),
  }
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
