import type { EngineContext } from '#engine/engine-context.ts'
import type { OpenProject } from '#engine/project/open-project.ts'
import { createChangeTeller } from './changes.ts'
import { createTrackedGroups } from './groups.ts'
import { createOpenedStores } from './opened-stores.ts'
import { need } from './refused.ts'
import { createMlflowRegistry } from './registry/mlflow-registry.ts'
import type { Caller, Registry } from './rest/route.ts'
import type { RunFacts } from './run-collector.ts'
import { createRunListener } from './run-listener.ts'
import type { TrackingDependencies } from './tracking.ts'
import { trackingFolder } from './tracking-folder.ts'
import { createTrackingQueries, trackedArtifactFile } from './tracking-queries.ts'
import type { CallMaker } from './tracking-servers.ts'
import { createTransfers } from './transfer/transfers.ts'

type Dependencies = TrackingDependencies & { readonly facts: ReadonlyMap<string, RunFacts> }

/** What of tracking is loaded once somebody tracks something or looks at it: stores, what is asked of them, what blocks say. */
export const createTrackingPart = (context: EngineContext, { findProject, models, facts }: Dependencies) => {
  const stores = createOpenedStores(context)
  const changes = createChangeTeller(context.events)
  const registryOf = (project: OpenProject, caller: Caller): Registry =>
    createMlflowRegistry({
      project,
      models,
      store: async () => need(await stores.of(project)),
      artifactsRoot: trackingFolder(project),
      by: caller.runId === null ? 'mlflow' : `run ${caller.runId}`,
      ...caller,
    })
  const makeCall: CallMaker = async (project, caller) => ({
    store: need(await stores.of(project)),
    caller,
    artifactsRoot: trackingFolder(project),
    modelsRoot: `${project.path}/models`,
    registry: registryOf(project, caller),
    changed: (experimentId, trackedRunId) => changes.tell(project.id, experimentId, trackedRunId),
  })
  const listener = createRunListener({ context, stores, changes, findProject, facts })
  const queryParts = { context, stores, findProject }
  return {
    answers: {
      ...createTrackingQueries(queryParts),
      ...createTransfers(queryParts),
      artifactFile: trackedArtifactFile(queryParts),
    },
    groups: createTrackedGroups({ context, stores, changes }),
    makeCall,
    heard: listener.heard,
    ended: listener.ended,
    flush: listener.flush,
    closeProject: async (projectId: string) => {
      await listener.flush()
      await stores.close(projectId)
    },
    [Symbol.asyncDispose]: async () => {
      await listener.flush()
      await stores.dispose()
    },
  }
}

export type TrackingPart = ReturnType<typeof createTrackingPart>
