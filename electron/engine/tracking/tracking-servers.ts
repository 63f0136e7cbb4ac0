import { randomBytes } from 'node:crypto'
import { mkdir, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { EngineContext } from '#engine/engine-context.ts'
import { isSameToken } from '#engine/http/tokens.ts'
import type { OpenProject } from '#engine/project/open-project.ts'
import type { RunningBlock } from '#engine/run/run-tracking.ts'
import { fail, ok, type Result } from '#shared/result.ts'
import type { Call, Caller } from './rest/route.ts'
import { nobody, startTrackingServer, type TrackingServer } from './rest/tracking-server.ts'
import { trackingFolder } from './tracking-folder.ts'

export type ServerAddress = { readonly url: string; readonly token: string }

export type ServeOptions = {
  /** 0 = one the system chooses. */
  readonly port: number
  /** Whoever calls from this computer needs no token. */
  readonly isOpen: boolean
}

/** The servers that MLflow's clients talk to: one per project, once somebody needs it. */
export type TrackingServers = {
  /** Listens where it does not yet. */
  serve(project: OpenProject, options: ServeOptions): Promise<Result<ServerAddress>>
  /** A token of its own for a block, which its tracked runs are tied to. */
  addressFor(project: OpenProject, block: RunningBlock): Promise<Result<ServerAddress>>
  /** Tokens of blocks of a run are worth nothing from now on. */
  forget(projectId: string, runId: number): void
  close(projectId: string): Promise<void>
  dispose(): Promise<void>
}

/** What answers calls; loaded with the first of them. */
export type CallMaker = (project: OpenProject, caller: Caller) => Promise<Call>

type Parts = { readonly context: Pick<EngineContext, 'logger'>; readonly callMaker: () => Promise<CallMaker> }

type Listening = {
  readonly server: TrackingServer
  readonly token: string
  readonly isOpen: boolean
  /** Token → who has it. */
  readonly callers: Map<string, Caller>
}

const newToken = (): string => randomBytes(24).toString('base64url')

/** Where the helper of a notebook or a terminal finds the server of a project; readable by the user alone. */
const addressFile = (project: OpenProject): string => join(trackingFolder(project), 'server.json')

const callerOf = (listening: Listening, token: string | null): Caller | null => {
  if (token === null) return listening.isOpen ? nobody : null
  for (const [known, caller] of listening.callers) if (isSameToken(token, known)) return caller
  return isSameToken(token, listening.token) || listening.isOpen ? nobody : null
}

const listen = async (
  { context, callMaker }: Parts,
  project: OpenProject,
  { port, isOpen }: ServeOptions,
): Promise<Listening> => {
  const callers = new Map<string, Caller>()
  const token = newToken()
  const callOf = async (given: string | null): Promise<Call | null> => {
    const caller = callerOf(listening, given)
    return caller === null ? null : (await callMaker())(project, caller)
  }
  const onDefect = (error: unknown) =>
    context.logger.error('a request of an MLflow client failed', { project: project.path, error: String(error) })
  const server = await startTrackingServer(port, { callOf, onDefect })
  const listening: Listening = { server, token, isOpen, callers }
  return listening
}

const noteAddress = async (project: OpenProject, { server, token }: Listening): Promise<void> => {
  await mkdir(trackingFolder(project), { recursive: true })
  const text = JSON.stringify({ url: `http://127.0.0.1:${server.port}`, token, pid: process.pid })
  await writeFile(addressFile(project), text, { mode: 0o600 })
}

export const createTrackingServers = (parts: Parts): TrackingServers => {
  const servers = new Map<string, { readonly project: OpenProject; readonly listening: Promise<Result<Listening>> }>()

  const start = async (project: OpenProject, options: ServeOptions): Promise<Result<Listening>> => {
    try {
      return ok(await listen(parts, project, options))
    } catch (error) {
      const words = error instanceof Error ? error.message : String(error)
      return fail('conflict', `The tracking server cannot listen on port ${options.port}: ${words}.`)
    }
  }
  const listening = async (project: OpenProject, options: ServeOptions): Promise<Result<Listening>> => {
    const known = servers.get(project.id) ?? { project, listening: start(project, options) }
    servers.set(project.id, known)
    const result = await known.listening
    if (!result.ok) servers.delete(project.id)
    return result
  }
  const close = async (projectId: string) => {
    const known = servers.get(projectId)
    servers.delete(projectId)
    const result = await known?.listening
    if (known === undefined || result?.ok !== true) return
    await result.value.server.close()
    await rm(addressFile(known.project), { force: true }).catch(() => undefined)
  }
  return {
    serve: async (project, options) => {
      const result = await listening(project, options)
      if (!result.ok) return result
      await noteAddress(project, result.value)
      return ok({ url: `http://127.0.0.1:${result.value.server.port}`, token: result.value.token })
    },
    addressFor: async (project, { runId, pipelineUuid, blockUuid }) => {
      const result = await listening(project, { port: 0, isOpen: false })
      if (!result.ok) return result
      const token = newToken()
      result.value.callers.set(token, { runId, pipelineUuid, blockUuid })
      return ok({ url: `http://127.0.0.1:${result.value.server.port}`, token })
    },
    forget: (projectId, runId) => {
      void servers.get(projectId)?.listening.then((result) => {
        if (!result.ok) return
        const { callers } = result.value
        for (const [token, caller] of callers) if (caller.runId === runId) callers.delete(token)
      })
    },
    close,
    dispose: async () => {
      for (const projectId of [...servers.keys()]) await close(projectId)
    },
  }
}
