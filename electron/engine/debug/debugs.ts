import { randomUUID } from 'node:crypto'
import { join } from 'node:path'
import type { Debugs } from '#engine/engine.ts'
import type { EngineContext } from '#engine/engine-context.ts'
import {
  directoryOfAttempt,
  runnerEnvironment,
  type SessionPlace,
  type SessionsDependencies,
  sessionPlace,
} from '#engine/sessions/session-place.ts'
import type { RequestInput } from '#shared/contract/requests.ts'
import type { DebugSession } from '#shared/model/debug.ts'
import { fail, ok, type Result } from '#shared/result.ts'
import { startAdapter } from './adapter.ts'
import { type DebugFolder, makeDebugFolder } from './debug-folder.ts'
import { createDebugSession, type RunningSession } from './debug-session.ts'

export type DebugsCapability = Debugs &
  AsyncDisposable & {
    /** Ends the session of a project, with all it started. */
    closeProject(projectId: string): Promise<void>
  }

export type DebugsDependencies = SessionsDependencies & {
  /** Puts packages into the environment of a project; gives the id of the operation. */
  readonly installPackages: (projectId: string, packages: readonly string[]) => Promise<Result<{ operationId: string }>>
}

type Parts = { readonly context: EngineContext; readonly deps: DebugsDependencies }
type Entry = { readonly running: RunningSession; readonly folder: DebugFolder }
type Prepared = { readonly place: SessionPlace; readonly folder: DebugFolder; readonly id: string }

const prepare = async ({ deps }: Parts, input: RequestInput<'debug.start'>): Promise<Result<Prepared>> => {
  const place = await sessionPlace(deps, input.projectId)
  if (!place.ok) return place
  const found = await directoryOfAttempt(deps, input)
  if (!found.ok) return found
  const { project } = place.value
  const id = randomUUID()
  const { directory } = found.value
  const folder = await makeDebugFolder({
    directory,
    projectPath: project.path,
    stateDirectory: project.stateDirectory,
    id,
  })
  return folder.ok ? ok({ place: place.value, folder: folder.value, id }) : folder
}

/** What the adapter runs. Frames of the runner are not the user's; a block's own processes are not debugged. */
const launchOf = (context: EngineContext, { place, folder }: Prepared) => ({
  type: 'python',
  request: 'launch',
  module: 'pipewright_runner.debug',
  args: [folder.path],
  python: [place.interpreter],
  console: 'internalConsole',
  cwd: place.cwd,
  env: { ...runnerEnvironment(context, place), PYDEVD_DISABLE_FILE_VALIDATION: '1', PYTHONUNBUFFERED: '1' },
  justMyCode: true,
  redirectOutput: true,
  subProcess: false,
  rules: [{ path: join(context.resourcesDirectory, 'python', '**'), include: false }],
})

/** Everything but the adapter's own work, which `begin` of the session starts. */
const makeSession = (
  { context }: Parts,
  input: RequestInput<'debug.start'>,
  prepared: Prepared,
): Result<RunningSession> => {
  const { projectId, runId, blockUuid, breakpoints } = input
  const { place, folder, id } = prepared
  const adapter = startAdapter({ ...place, projectId })
  if (!adapter.ok) return adapter
  const session: DebugSession = { id, runId, blockUuid, state: 'starting', stop: null, message: folder.message }
  return ok(
    createDebugSession({
      adapter: adapter.value,
      session,
      projectPath: place.project.path,
      launch: launchOf(context, prepared),
      breakpoints,
      changed: (changed) => {
        context.events.emit('debug.changed', { projectId, session: changed })
        if (changed.state === 'ended') void folder.remove()
      },
      printed: (text, stream) => context.events.emit('debug.printed', { projectId, text, stream }),
    }),
  )
}

const noSession = fail('not-found', 'No block is being debugged.')

/** The debugger of an engine: at most one block of each project. */
export const createDebugs = (context: EngineContext, deps: DebugsDependencies): DebugsCapability => {
  const parts: Parts = { context, deps }
  const entries = new Map<string, Entry>()

  const closeProject = async (projectId: string) => {
    const entry = entries.get(projectId)
    entries.delete(projectId)
    await entry?.running.stop(null)
    await entry?.folder.remove()
  }

  const ask = async <Value>(
    { projectId }: { readonly projectId: string },
    question: (running: RunningSession) => Promise<Result<Value>>,
  ): Promise<Result<Value>> => {
    const entry = entries.get(projectId)
    return entry === undefined ? noSession : question(entry.running)
  }

  return {
    get: async ({ projectId }) => ok(entries.get(projectId)?.running.session() ?? null),
    start: async (input) => {
      await closeProject(input.projectId)
      const prepared = await prepare(parts, input)
      if (!prepared.ok) return prepared
      const { folder } = prepared.value
      const running = makeSession(parts, input, prepared.value)
      if (!running.ok) {
        await folder.remove()
        return running
      }
      // Known from now on, so that closing the project ends it.
      entries.set(input.projectId, { running: running.value, folder })
      const begun = await running.value.begin()
      if (begun.ok) return ok(running.value.session())
      await closeProject(input.projectId)
      return begun
    },
    install: ({ projectId }) => deps.installPackages(projectId, ['debugpy']),
    breakpoints: async ({ projectId, breakpoints }) => {
      await entries.get(projectId)?.running.setBreakpoints(breakpoints)
      return ok(null)
    },
    move: (input) => ask(input, (running) => running.move(input.move)),
    scopes: (input) => ask(input, (running) => running.scopes(input.frameId)),
    variables: (input) => ask(input, (running) => running.variables(input.reference)),
    evaluate: (input) => ask(input, (running) => running.evaluate(input.frameId, input.expression)),
    stop: async ({ projectId }) => {
      await closeProject(projectId)
      return ok(null)
    },
    closeProject,
    [Symbol.asyncDispose]: async () => {
      await Promise.all([...entries.keys()].map(closeProject))
    },
  }
}
