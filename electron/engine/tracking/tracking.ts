import type { Tracking } from '#engine/engine.ts'
import type { EngineContext } from '#engine/engine-context.ts'
import { faceOf, type Later, later } from '#engine/later.ts'
import type { ModelsCapability } from '#engine/models/models.ts'
import type { FindProject } from '#engine/project/open-project.ts'
import type { RunTracking } from '#engine/run/run-tracking.ts'
import type { TrackedGroups } from './groups.ts'
import type { RunFacts } from './run-collector.ts'
import { runKey } from './run-facts.ts'
import { isOfExperiment } from './said-kinds.ts'
import type { TrackingPart } from './tracking-part.ts'
import { createTrackingServers, type TrackingServers } from './tracking-servers.ts'

/** Experiments of one engine, with what runs and the composition root call. */
export type TrackingCapability = Tracking &
  RunTracking &
  AsyncDisposable & {
    readonly groups: TrackedGroups
    /** What blocks said is kept when this resolves. */
    flush(): Promise<void>
    closeProject(projectId: string): Promise<void>
  }

export type TrackingDependencies = { readonly findProject: FindProject; readonly models: ModelsCapability }

/** Variables that another tracking server was chosen by: the user's choice stands. */
const isChosen = (): boolean => (process.env.MLFLOW_TRACKING_URI ?? '') !== ''

/** What a block's process needs so that MLflow's client finds us. */
const blockEnvironment =
  (servers: TrackingServers): RunTracking['environmentOf'] =>
  async (project, block) => {
    const own = { PIPEWRIGHT_PROJECT: project.path }
    if (isChosen()) return own
    const address = await servers.addressFor(project, block)
    if (!address.ok) return own
    const { url, token } = address.value
    return {
      ...own,
      MLFLOW_TRACKING_URI: url,
      MLFLOW_TRACKING_TOKEN: token,
      MLFLOW_EXPERIMENT_NAME: block.pipelineUuid,
    }
  }

const answerNames = [
  'experiments',
  'renameExperiment',
  'deleteExperiment',
  'search',
  'get',
  'rename',
  'tag',
  'delete',
  'restore',
  'history',
  'artifacts',
  'artifact',
  'importFrom',
  'exportTo',
  'artifactFile',
] as const

/**
 * Tells the part of tracking what happens, in order, where something is tracked; and keeps what is known of the runs that go on, since
 * the part may be loaded in the middle of one.
 */
const listenToRuns = (
  { events, logger }: EngineContext,
  part: Later<TrackingPart>,
  { forget }: Pick<TrackingServers, 'forget'>,
) => {
  const facts = new Map<string, RunFacts>()
  const tell = async (act: (part: TrackingPart) => unknown): Promise<void> => {
    try {
      await act(await part.get())
    } catch (error) {
      logger.error('experiments could not be tracked', { error: String(error) })
    }
  }
  const heard: RunTracking['heard'] = (project, block, line) => {
    if (isOfExperiment(line)) void tell((made) => made.heard(project, block, line))
  }
  const stop = events.on('run.happened', ({ projectId, runId, event }) => {
    const key = runKey(projectId, runId)
    if (event.kind === 'run-queued') facts.set(key, event)
    if (event.kind !== 'run-ended') return
    forget(projectId, runId)
    if (part.made() === null) facts.delete(key)
    else
      void tell((made) => made.ended(projectId, { runId, state: event.state, time: event.time })).then(() =>
        facts.delete(key),
      )
  })
  return { facts, heard, stop }
}

/**
 * Makes the tracking of an engine. Runs get the address of a server that listens; what answers there, and the stores, are loaded when
 * somebody calls, asks or tracks.
 */
export const createTracking = (context: EngineContext, deps: TrackingDependencies): TrackingCapability => {
  const part = later<TrackingPart>(async () => {
    const { createTrackingPart } = await import('./tracking-part.ts')
    return createTrackingPart(context, { ...deps, facts: listening.facts })
  })
  const servers = createTrackingServers({ context, callMaker: async () => (await part.get()).makeCall })
  const listening = listenToRuns(context, part, servers)
  const serve: TrackingCapability['serve'] = async ({ projectId, port, isOpen }) => {
    const project = deps.findProject(projectId)
    return project.ok ? servers.serve(project.value, { port, isOpen }) : project
  }
  return {
    ...faceOf({ get: async () => (await part.get()).answers }, answerNames),
    serve,
    server: ({ projectId }) => serve({ projectId, port: 0, isOpen: false }),
    environmentOf: blockEnvironment(servers),
    heard: listening.heard,
    groups: faceOf({ get: async () => (await part.get()).groups }, ['begin', 'adopt', 'measured', 'end']),
    flush: async () => (await part.made())?.flush(),
    closeProject: async (projectId) => {
      await servers.close(projectId)
      await (await part.made())?.closeProject(projectId)
    },
    [Symbol.asyncDispose]: async () => {
      listening.stop()
      await (await part.made())?.flush()
      await servers.dispose()
      await part[Symbol.asyncDispose]()
    },
  }
}
