import { basename, join } from 'node:path'
import type { EngineContext } from '#engine/engine-context.ts'
import type { RequestOutput } from '#shared/contract/requests.ts'
import type { Problem } from '#shared/model/problem.ts'
import type { PipelineSummary, Project } from '#shared/model/project.ts'
import { createFolderWatcher, createNoWatcher, type FolderWatcher } from './folder-watcher.ts'
import { createGitSummary } from './git-summary.ts'
import type { KnownContents } from './known-contents.ts'
import type { ProjectWithFiles } from './open-project.ts'
import { createPipelineIndex, type PipelineEntry, type ReadPipeline } from './pipeline-index.ts'
import { createChangeHandler, type ProjectState } from './project-changes.ts'
import { projectIdOf, stateFolderName } from './project-folders.ts'
import { folderProblems, pollingProblem, readProjectFile } from './project-problems.ts'
import { ensureStateDirectory } from './state-directory.ts'
import { sweepTemporaryFiles } from './sweep-temporary-files.ts'
import type { Trust } from './trust.ts'
import { walkFiles } from './walk-files.ts'

/** What lists show of a pipeline's runs. */
export type RunFacts = Pick<PipelineSummary, 'runCount' | 'lastRun'>

export type SessionDeps = {
  readonly context: EngineContext
  readonly trust: Trust
  readonly known: KnownContents
  readonly readPipeline: ReadPipeline
  /** By pipeline; one it does not name has no runs. */
  readonly runFacts: (projectId: string) => Promise<ReadonlyMap<string, RunFacts>>
  /** False = what is asked for is read, but nothing tells of changes: enough for a terminal that runs one pipeline. */
  readonly watch: boolean
}

/** One opened project with its watcher. */
export type ProjectSession = {
  readonly project: ProjectWithFiles
  summary(): Promise<Project>
  blocks(): RequestOutput<'project.blocks'>
  /** Trust came: what waited for it is done now. */
  trusted(): void
  /** A pipeline file of ours is about to change. */
  noteOwnWrite(absolutePath: string): void
  /** Resolves when changes of the folder are seen. */
  readonly watching: Promise<void>
  close(): Promise<void>
}

/** Reads the project at a real path and begins to watch it. Runs nothing of it. */
export const openSession = async (path: string, deps: SessionDeps): Promise<ProjectSession> => {
  const id = projectIdOf(path)
  const state = createState(path, deps)
  await state.refreshAll()
  const changes = createChangeHandler({ projectId: id, path, state, known: deps.known, events: deps.context.events })
  const git = createGitSummary({
    folder: path,
    isTrusted: () => deps.trust.isTrusted(path),
    onChange: () => changes.tell({}),
  })
  const watcher = (deps.watch ? createFolderWatcher : createNoWatcher)({
    root: path,
    onBatch: (batch) => {
      changes.handle(batch)
      git.lookSoon()
    },
    onTrouble: (error) => {
      deps.context.logger.warn('the watcher of a project met a failure', { project: path, error: String(error) })
      if (watcher.isPolling()) state.addProblem(pollingProblem())
      changes.tell({})
    },
  })
  const watching = deps.watch ? watcher.ready.then(() => changes.settle()) : Promise.resolve()
  if (deps.watch) void watcher.ready.then(() => sweepTemporaryFiles(path, watcher.files))
  if (deps.watch) void git.look()
  const project = createOpenProject({ id, path, state, watcher, deps })
  return {
    project,
    summary: async () => {
      await changes.freshen()
      return summaryOf({ project, state, watcher, git: git.current(), deps })
    },
    blocks: () => blocksOf(state.index.entries),
    trusted: () => {
      git.lookSoon()
      changes.tell({})
    },
    noteOwnWrite: changes.noteOwnWrite,
    watching,
    close: async () => {
      changes.close()
      await Promise.all([watcher.close(), git.dispose()])
      await changes.idle()
    },
  }
}

const createState = (path: string, deps: SessionDeps): ProjectState => {
  const index = createPipelineIndex(path, deps.readPipeline)
  const lasting: Problem[] = []
  let folder: readonly Problem[] = []
  let file: Awaited<ReturnType<typeof readProjectFile>> = { metadata: {}, problems: [] }
  const refreshFolder = async () => {
    folder = await folderProblems(path)
    file = folder.some((problem) => problem.code === 'folder-missing')
      ? { metadata: {}, problems: [] }
      : await readProjectFile(path)
  }
  return {
    index,
    refreshFolder,
    refreshAll: async () => {
      const [changed] = await Promise.all([index.refresh('all'), refreshFolder()])
      return changed
    },
    addProblem: (problem) => {
      if (!lasting.some(({ id }) => id === problem.id)) lasting.push(problem)
    },
    problems: () => [
      ...lasting,
      ...folder,
      ...file.problems,
      ...[...index.entries.values()].flatMap((entry) => entry.problems),
    ],
    metadata: () => file.metadata,
  }
}

type ProjectParts = {
  readonly id: string
  readonly path: string
  readonly state: ProjectState
  readonly watcher: FolderWatcher
  readonly deps: SessionDeps
}

const createOpenProject = ({ id, path, state, watcher, deps }: ProjectParts): ProjectWithFiles => ({
  id,
  path,
  name: basename(path),
  stateDirectory: join(path, stateFolderName),
  ensureStateDirectory: () => ensureStateDirectory(path),
  isTrusted: () => deps.trust.isTrusted(path),
  pipeline: (uuid) => state.index.read(uuid),
  metadata: async () => {
    await state.refreshFolder()
    return state.metadata()
  },
  files: async () => {
    await watcher.ready
    return deps.watch ? watcher.files : walkFiles(path)
  },
  usersOf: (file) =>
    [...state.index.entries].flatMap(([uuid, { pipeline }]) =>
      pipeline?.blocks.some((block) => block.file === file) === true ? [uuid] : [],
    ),
})

type SummaryParts = {
  readonly project: ProjectWithFiles
  readonly state: ProjectState
  readonly watcher: FolderWatcher
  readonly git: Project['git']
  readonly deps: SessionDeps
}

const summaryOf = async ({ project, state, watcher, git, deps }: SummaryParts): Promise<Project> => {
  const facts = await deps.runFacts(project.id)
  const pipelines = [...state.index.entries].map(([uuid, entry]) => summaryOfPipeline(uuid, entry, facts.get(uuid)))
  return {
    id: project.id,
    name: project.name,
    path: project.path,
    trusted: project.isTrusted(),
    pipelines: pipelines.sort((a, b) => a.name.localeCompare(b.name) || a.uuid.localeCompare(b.uuid)),
    problems: [...state.problems()],
    watchedFiles: watcher.files.size,
    git,
  }
}

const summaryOfPipeline = (uuid: string, entry: PipelineEntry, facts: RunFacts | undefined): PipelineSummary => ({
  uuid,
  name: entry.pipeline?.name ?? uuid,
  type: entry.pipeline?.type ?? 'python',
  description: entry.pipeline?.description ?? null,
  tags: entry.pipeline?.tags ?? [],
  blockCount: entry.pipeline?.blocks.length ?? 0,
  triggerCount: entry.triggerCount,
  runCount: facts?.runCount ?? 0,
  lastRun: facts?.lastRun ?? null,
  readable: entry.pipeline !== null,
})

const blocksOf = (entries: ReadonlyMap<string, PipelineEntry>): RequestOutput<'project.blocks'> =>
  [...entries].flatMap(([pipelineUuid, { pipeline }]) =>
    (pipeline?.blocks ?? []).map((block) => ({
      pipelineUuid,
      blockUuid: block.uuid,
      type: block.type,
      file: block.file,
    })),
  )
