import { basename } from 'node:path'
import type { Projects } from '#engine/engine.ts'
import type { EngineContext } from '#engine/engine-context.ts'
import type { Problem } from '#shared/model/problem.ts'
import type { Project } from '#shared/model/project.ts'
import { fail, ok, type Result } from '#shared/result.ts'
import { existingFolder, inspectFolder, recognisePath } from './inspect-folder.ts'
import { createKnownContents } from './known-contents.ts'
import type { FindProjectWithFiles, OpeningProject } from './open-project.ts'
import type { ReadPipeline } from './pipeline-index.ts'
import { openSession, type ProjectSession } from './project-session.ts'
import type { RunFacts } from './project-summary.ts'
import { createSessionHolder, type SessionHolder } from './session-holder.ts'
import { createTrust, type Trust } from './trust.ts'

export type ProjectsDeps = {
  readonly readPipeline: ReadPipeline
  /** What is wrong with files that belong to no pipeline; nothing where left out. */
  readonly readProblems?: (projectPath: string) => Promise<readonly Problem[]>
  /** Runs by pipeline, from the history; none where left out. */
  readonly runFacts?: (projectId: string) => Promise<ReadonlyMap<string, RunFacts>>
  /** Told of every opened project, for the list of recent ones. */
  readonly noteOpened?: (path: string, name: string) => Promise<unknown>
  /** Whether to watch opened folders; by default a window does and a terminal does not. */
  readonly watch?: boolean
  /** Made here where left out. */
  readonly trust?: Trust
  readonly onOpening?: (project: OpeningProject) => void
}

export type ProjectsCapability = {
  readonly projects: Projects
  readonly findProject: FindProjectWithFiles
  /**
   * Tells that we are about to write (null: remove) a file, so that the watcher takes it for known. Absolute real path. `text` = saved as
   * plain text: of a pipeline file, the graph is still told as changed.
   */
  noteOwnWrite(absolutePath: string, etag: string | null, by?: 'graph' | 'text'): void
  /** Resolves when changes of the project's folder are seen from now on. */
  whenWatching(projectId: string): Promise<void>
  /** Closes all projects. */
  dispose(): Promise<void>
}

/** Makes the capability that opens folders and keeps what their files say. */
export const createProjects = (context: EngineContext, deps: ProjectsDeps): ProjectsCapability => {
  const trust = deps.trust ?? createTrust(context)
  const known = createKnownContents()
  const written: Promise<unknown>[] = []
  const holder = createSessionHolder((path) =>
    openSession(path, {
      context,
      trust,
      known,
      readPipeline: deps.readPipeline,
      readProblems: deps.readProblems ?? (async () => []),
      runFacts: deps.runFacts ?? (async () => new Map()),
      watch: deps.watch ?? context.hostKind === 'window',
      onOpening: deps.onOpening ?? (() => undefined),
    }),
  )
  return {
    projects: {
      ...createFolderActions({ context, deps, trust, holder, written }),
      ...createSessionActions(holder, trust),
    },
    findProject: (id) => {
      const session = holder.session(id)
      return session === undefined ? notOpen(id) : ok(session.project)
    },
    noteOwnWrite: (path, etag, by = 'graph') => {
      known.note(path, etag, by)
      for (const session of holder.sessions()) session.noteOwnWrite(path)
    },
    whenWatching: async (id) => holder.session(id)?.watching,
    dispose: async () => {
      await Promise.all(written)
      await holder.releaseAll()
    },
  }
}

type Parts = {
  readonly context: EngineContext
  readonly deps: ProjectsDeps
  readonly trust: Trust
  readonly holder: SessionHolder
  /** What is being written while other things go on; waited for in the end. */
  readonly written: Promise<unknown>[]
}

type FolderActions = Pick<Projects, 'inspect' | 'open' | 'openExample' | 'create' | 'adopt'>

/** What is done with a folder that need not be open. */
const createFolderActions = ({ context, deps, trust, holder, written }: Parts): FolderActions => {
  const open = async (chosen: string): Promise<Result<Project>> => {
    const path = await projectFolder(chosen)
    if (!path.ok) return path
    await trust.reload()
    const session = await holder.hold(path.value)
    const noted = Promise.resolve(deps.noteOpened?.(path.value, basename(path.value)))
    // A window shows the list next. A terminal has no list, and a run to start: the file is written meanwhile.
    if (context.hostKind === 'window') await noted
    else written.push(noted)
    return ok(await session.summary())
  }
  /** Folders we filled ourselves hold nothing the user has to judge. */
  const trustOurs = async (path: string): Promise<Result<unknown>> => {
    const real = await existingFolder(path)
    return real.ok ? trust.trust(real.value) : real
  }
  return {
    inspect: ({ path }) => inspectFolder(path),
    open: ({ path }) => open(path),
    openExample: async ({ exampleId }) => {
      const { provideExample } = await import('./bundled-example.ts')
      const example = await provideExample(context, exampleId)
      if (!example.ok) return example
      const trusted = await trustOurs(example.value.path)
      return trusted.ok ? open(example.value.path) : trusted
    },
    create: async (input) => {
      const { createProjectFolder } = await import('./create-project.ts')
      const created = await createProjectFolder(context, input)
      if (!created.ok) return created
      const trusted = await trustOurs(created.value.path)
      return trusted.ok ? created : trusted
    },
    adopt: async ({ path }) => {
      const folder = await existingFolder(path)
      if (!folder.ok) return folder
      const { addSkeleton } = await import('./project-skeleton.ts')
      const added = await addSkeleton(folder.value, 'adopt')
      return added.ok ? ok({ path: folder.value }) : added
    },
  }
}

/** What is done with an open project. */
const createSessionActions = (
  holder: SessionHolder,
  trust: Trust,
): Pick<Projects, 'close' | 'get' | 'trust' | 'blocks'> => {
  const withSession = async <Value>(id: string, use: (session: ProjectSession) => Promise<Result<Value>>) => {
    const session = holder.session(id)
    return session === undefined ? notOpen(id) : use(session)
  }
  return {
    close: async ({ projectId }) => {
      await holder.release(projectId)
      return ok(null)
    },
    get: ({ projectId }) => withSession(projectId, async (session) => ok(await session.summary())),
    trust: ({ projectId }) =>
      withSession(projectId, async (session) => {
        const trusted = await trust.trust(session.project.path)
        if (!trusted.ok) return trusted
        session.trusted()
        return ok(await session.summary())
      }),
    blocks: ({ projectId }) => withSession(projectId, async (session) => ok(await session.blocks())),
  }
}

const notOpen = (id: string) =>
  fail('not-found', 'Expected an open project, but this one was closed. Open it again.', { projectId: id })

const projectFolder = async (chosen: string): Promise<Result<string>> => {
  const folder = await existingFolder(chosen)
  if (!folder.ok) return folder
  const kind = await recognisePath(folder.value)
  if (!kind.ok) return kind
  if (kind.value.isProject) return folder
  const { missing } = kind.value
  const why = missing.length === 0 ? 'it is a pipeline of one' : `it lacks ${missing.join(' and ')}`
  return fail(
    'not-a-project',
    `Expected a project folder, but ${folder.value} is none: ${why}. Choose another folder, or make this one a project.`,
    { path: folder.value, missing },
  )
}
