import { basename, join } from 'node:path'
import type { EngineContext } from '#engine/engine-context.ts'
import type { RequestOutput } from '#shared/contract/requests.ts'
import type { Problem } from '#shared/model/problem.ts'
import type { Project } from '#shared/model/project.ts'
import { createNoWatcher, type FolderWatcher } from './folder-watch.ts'
import { createGitSummary, type GitSummary } from './git-summary.ts'
import type { KnownContents } from './known-contents.ts'
import type { OpeningProject, ProjectWithFiles } from './open-project.ts'
import type { ReadPipeline } from './pipeline-index.ts'
import { type ChangeHandler, createChangeHandler } from './project-changes.ts'
import { projectIdOf, stateFolderName } from './project-folders.ts'
import { pollingProblem, readProjectFile } from './project-problems.ts'
import { createProjectState, type ProjectState } from './project-state.ts'
import { blocksOf, type RunFacts, summaryOf, usedFilesOf } from './project-summary.ts'
import { ensureStateDirectory } from './state-directory.ts'
import { sweepTemporaryFiles } from './sweep-temporary-files.ts'
import type { Trust } from './trust.ts'
import { walkFiles } from './walk-files.ts'
import { workingDirectoryOf } from './working-directory.ts'

export type SessionDeps = {
  readonly context: EngineContext
  readonly trust: Trust
  readonly known: KnownContents
  readonly readPipeline: ReadPipeline
  /** What is wrong with files that belong to no pipeline. */
  readonly readProblems: (projectPath: string) => Promise<readonly Problem[]>
  /** By pipeline; one it does not name has no runs. */
  readonly runFacts: (projectId: string) => Promise<ReadonlyMap<string, RunFacts>>
  /** False = what is asked for is read, but nothing tells of changes: enough for a terminal that runs one pipeline. */
  readonly watch: boolean
  /** Told of a folder before anything of it is read: what takes its time can begin. */
  readonly onOpening: (project: OpeningProject) => void
}

/** One opened project with its watcher. */
export type ProjectSession = {
  readonly project: ProjectWithFiles
  summary(): Promise<Project>
  blocks(): Promise<RequestOutput<'project.blocks'>>
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
  const { logger, events } = deps.context
  const fault = (error: unknown) =>
    logger.error('changes of a project could not be taken up', { project: path, error: String(error) })
  const isTrusted = () => deps.trust.isTrusted(path)
  deps.onOpening({ id, path, stateDirectory: join(path, stateFolderName), isTrusted })
  const state = createProjectState(path, { readPipeline: guarded(deps), readProblems: deps.readProblems })
  await state.refreshAll()
  const changes = createChangeHandler({ projectId: id, path, state, known: deps.known, events, onFault: fault })
  const git = createGitSummary({ folder: path, isTrusted, onChange: () => changes.tell({}) })
  const watcher = await startWatcher({ path, deps, state, changes, git })
  let watchedFiles = () => 0
  const watching = watcher.ready.then(async () => {
    watchedFiles = () => watcher.files.size
    if (deps.watch) await Promise.all([changes.settle(), sweepTemporaryFiles(path, watcher.files)])
  })
  let isJustRead = true
  /** Own writes the watcher has not seen yet; without a watcher, everything, but not what was read to open the project. */
  const freshen = async () => {
    const isFresh = isJustRead
    isJustRead = false
    if (deps.watch) await changes.freshen()
    else if (!isFresh) await state.refreshAll()
  }
  const project = createOpenProject({ id, path, state, watcher, deps, freshen })
  return {
    project,
    summary: async () => {
      await freshen()
      const runFacts = await deps.runFacts(id)
      return summaryOf({ project, state, watchedFiles: watchedFiles(), git: git.current(), runFacts })
    },
    blocks: async () => {
      await freshen()
      return blocksOf(state.index.entries)
    },
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

type WatcherParts = {
  readonly path: string
  readonly deps: SessionDeps
  readonly state: ProjectState
  readonly changes: ChangeHandler
  readonly git: GitSummary
}

const startWatcher = async ({ path, deps, state, changes, git }: WatcherParts): Promise<FolderWatcher> => {
  if (!deps.watch) return createNoWatcher()
  // Loaded only where somebody watches: a terminal does not.
  const { createFolderWatcher } = await import('./folder-watcher.ts')
  const watcher = createFolderWatcher({
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
  void git.look()
  return watcher
}

/** A fault of ours in reading one pipeline must not keep the rest of the project from opening. */
const guarded =
  ({ readPipeline, context }: SessionDeps): ReadPipeline =>
  async (projectPath, uuid) => {
    try {
      return await readPipeline(projectPath, uuid)
    } catch (error) {
      const file = `pipelines/${uuid}/metadata.yaml`
      const cause = error instanceof Error ? (error.stack ?? error.message) : String(error)
      context.logger.error('a pipeline could not be read because of a fault of Pipewright', { file, error: cause })
      const message = `Expected to read ${file}, but Pipewright failed to. Please report it with the file; the log says where it failed.`
      const id = `${uuid}:internal`
      const problem = { id, severity: 'error', code: 'internal', message, file, line: null, blockUuid: null } as const
      return { pipeline: null, problems: [{ ...problem, pipelineUuid: uuid }] }
    }
  }

type ProjectParts = {
  readonly id: string
  readonly path: string
  readonly state: ProjectState
  readonly watcher: FolderWatcher
  readonly deps: SessionDeps
  readonly freshen: () => Promise<void>
}

const createOpenProject = ({ id, path, state, watcher, deps, freshen }: ProjectParts): ProjectWithFiles => ({
  id,
  path,
  name: basename(path),
  stateDirectory: join(path, stateFolderName),
  ensureStateDirectory: () => ensureStateDirectory(path),
  isTrusted: () => deps.trust.isTrusted(path),
  pipeline: (uuid) => state.index.read(uuid),
  workingDirectory: () => workingDirectoryOf(path),
  metadata: async () => (await readProjectFile(path)).metadata,
  files: async () => {
    await watcher.ready
    return deps.watch ? watcher.files : walkFiles(path)
  },
  usedFiles: async () => {
    await freshen()
    return usedFilesOf(state.index.entries)
  },
})
