import type { RequestInput } from '#shared/contract/requests.ts'
import type { Result } from '#shared/result.ts'
import type { Answer, Projects } from './engine.ts'
import type { EngineContext } from './engine-context.ts'
import type { Foundation } from './engine-foundation.ts'
import { createEndpoints, projectsWithEndpoints } from './engine-serving.ts'
import { createMonitoring, type MonitoringCapability } from './monitoring/monitoring.ts'
import { readEndpointSettings } from './serving/endpoint-file.ts'
import type { ServingCapability } from './serving/serving.ts'
import { systemClock } from './triggers/clock.ts'

export type Monitoring = {
  models: Answer<'monitor.models'>
  traffic: Answer<'monitor.traffic'>
  drift: Answer<'monitor.drift'>
  performance: Answer<'monitor.performance'>
  settings: Answer<'monitor.settings'>
  saveSettings: Answer<'monitor.saveSettings'>
  alerts: Answer<'monitor.alerts'>
  acknowledge: Answer<'monitor.acknowledge'>
  feedback: Answer<'monitor.feedback'>
  forget: Answer<'monitor.forget'>
  retrainings: Answer<'monitor.retrainings'>
  retrain: Answer<'monitor.retrain'>
  decide: Answer<'monitor.decide'>
  rollBack: Answer<'monitor.rollBack'>
  /** From now on the rules of the opened project's models are looked at in this host. Resolves after the first look. */
  watch(input: Pick<RequestInput<'monitor.models'>, 'projectId'>): Promise<Result<null>>
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

/** In a window the models of a project are watched while it is open; in a terminal only where a command says so. */
const projectsWithMonitoring = (
  monitoring: MonitoringCapability,
  { hostKind }: Pick<EngineContext, 'hostKind'>,
  projects: Projects,
): Projects => {
  const watching = async (answer: ReturnType<Projects['open']>) => {
    const result = await answer
    // Not waited for: a project opens though the first look takes its time.
    if (result.ok && hostKind === 'window') void monitoring.watch({ projectId: result.value.id })
    return result
  }
  return {
    ...projects,
    open: (input) => watching(projects.open(input)),
    openExample: (input) => watching(projects.openExample(input)),
    close: async (input) => {
      await monitoring.closeProject(input.projectId)
      return projects.close(input)
    },
  }
}

/** Models as running APIs, and what watches them. `projects` = the same projects, with both at work in those that are open. */
export const createServed = (foundation: Foundation) => {
  const endpoints = createEndpoints(foundation)
  const monitoring = createWatching(foundation, endpoints)
  return {
    endpoints,
    monitoring,
    projects: (projects: Projects): Projects =>
      projectsWithMonitoring(monitoring, foundation.context, projectsWithEndpoints(endpoints, projects)),
    [Symbol.asyncDispose]: async () => {
      await endpoints[Symbol.asyncDispose]()
      await monitoring[Symbol.asyncDispose]()
    },
  }
}
