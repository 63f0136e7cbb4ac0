import type { Foundation } from './engine-foundation.ts'
import { createMonitoring, type MonitoringCapability } from './monitoring/monitoring.ts'
import { readEndpointSettings } from './serving/endpoint-file.ts'
import { createPipelineCalls } from './serving/pipeline-calls.ts'
import { createServing, type ServingCapability } from './serving/serving.ts'
import { systemClock } from './triggers/clock.ts'

/** Models as running APIs. A version that answers is not deleted. */
const createEndpoints = ({ context, held, models, environments, runs, outputs }: Foundation): ServingCapability => {
  const { findProject } = held
  const runPipeline = createPipelineCalls({ runs, outputs })
  const serving = createServing(context, {
    findProject,
    models,
    interpreterFor: environments.interpreterFor,
    runPipeline,
  })
  models.noteServing((projectId, name) => {
    const project = findProject(projectId)
    return (project.ok ? (serving.routes(project.value, name) ?? []) : []).map(({ version }) => version)
  })
  return serving
}

/** What watches served models, and trains them anew. It is told what they answer, and moves their traffic. */
const createWatching = (
  { context, held, runs, models, environments }: Foundation,
  serving: ServingCapability,
): MonitoringCapability => {
  const monitoring = createMonitoring(context, {
    findProject: held.findProject,
    noteOwnWrite: held.noteOwnWrite,
    runs,
    models,
    serving,
    interpreterFor: environments.interpreterFor,
    clock: systemClock,
    leftOut: async (project, modelName) => (await readEndpointSettings(project, modelName)).settings.recording.leaveOut,
  })
  serving.recordTo(monitoring.recorder)
  return monitoring
}

/** Models as running APIs, and what watches them. */
export const createServedPart = (foundation: Foundation) => {
  const endpoints = createEndpoints(foundation)
  const monitoring = createWatching(foundation, endpoints)
  return {
    endpoints,
    monitoring,
    closeProject: async (projectId: string): Promise<void> => {
      await monitoring.closeProject(projectId)
      await endpoints.closeProject(projectId)
    },
    [Symbol.asyncDispose]: async () => {
      await endpoints[Symbol.asyncDispose]()
      await monitoring[Symbol.asyncDispose]()
    },
  }
}
