import type { Tracking } from '#engine/engine.ts'
import type { EngineContext } from '#engine/engine-context.ts'
import type { ModelsCapability } from '#engine/models/models.ts'
import type { FindProject, OpenProject } from '#engine/project/open-project.ts'
import type { RunTracking } from '#engine/run/run-tracking.ts'
import { createChangeTeller } from './changes.ts'
import { createTrackedGroups, type TrackedGroups } from './groups.ts'
import { createOpenedStores } from './opened-stores.ts'
import { need } from './refused.ts'
import { createMlflowRegistry } from './registry/mlflow-registry.ts'
import type { Caller, Registry } from './rest/route.ts'
import { createRunListener } from './run-listener.ts'
import { createTrackingQueries, trackedArtifactFile } from './tracking-queries.ts'
import { createTrackingServers, type TrackingServers, trackingFolder } from './tracking-servers.ts'
import { createTransfers } from './transfer/transfers.ts'

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

/** Makes the tracking of an engine. */
export const createTracking = (context: EngineContext, deps: TrackingDependencies): TrackingCapability => {
  const stores = createOpenedStores(context)
  const changes = createChangeTeller(context.events)
  const { models } = deps
  const registryOf = (project: OpenProject, caller: Caller): Registry =>
    createMlflowRegistry({
      project,
      models,
      store: async () => need(await stores.of(project)),
      artifactsRoot: trackingFolder(project),
      by: caller.runId === null ? 'mlflow' : `run ${caller.runId}`,
      ...caller,
    })
  const servers = createTrackingServers({ context, stores, changes, registryOf })
  const listener = createRunListener({
    context,
    stores,
    changes,
    findProject: deps.findProject,
    onRunEnded: servers.forget,
  })
  const queryParts = { context, stores, findProject: deps.findProject }
  return {
    ...createTrackingQueries(queryParts),
    ...createTransfers(queryParts),
    artifactFile: trackedArtifactFile(queryParts),
    serve: async ({ projectId, port, isOpen }) => {
      const project = deps.findProject(projectId)
      return project.ok ? servers.serve(project.value, { port, isOpen }) : project
    },
    server: async ({ projectId }) => {
      const project = deps.findProject(projectId)
      return project.ok ? servers.serve(project.value, { port: 0, isOpen: false }) : project
    },
    environmentOf: blockEnvironment(servers),
    heard: listener.heard,
    groups: createTrackedGroups({ context, stores, changes }),
    flush: listener.flush,
    closeProject: async (projectId) => {
      await listener.flush()
      await servers.close(projectId)
      await stores.close(projectId)
    },
    [Symbol.asyncDispose]: async () => {
      await listener.dispose()
      await servers.dispose()
      await stores.dispose()
    },
  }
}
