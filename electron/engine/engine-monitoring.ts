import type { RequestInput } from '#shared/contract/requests.ts'
import type { Result } from '#shared/result.ts'
import type { Answer, Endpoints, Projects } from './engine.ts'
import type { EngineContext } from './engine-context.ts'
import type { Foundation } from './engine-foundation.ts'
import { faceOf, later } from './later.ts'

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

const endpointRequests = ['list', 'status', 'serve', 'stop', 'configure', 'rollBack', 'try'] as const
const reportRequests = ['models', 'traffic', 'drift', 'performance', 'settings', 'saveSettings', 'watch'] as const
const alertRequests = ['alerts', 'acknowledge', 'feedback', 'forget'] as const
const loopRequests = ['retrainings', 'retrain', 'decide', 'rollBack'] as const

/** In a window the models of a project are watched while it is open; in a terminal only where a command says so. */
const watchedProjects = (
  projects: Projects,
  { monitoring, closeProject }: { readonly monitoring: Monitoring; closeProject(projectId: string): Promise<void> },
  { hostKind }: Pick<EngineContext, 'hostKind'>,
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
      await closeProject(input.projectId)
      return projects.close(input)
    },
  }
}

/** Models as running APIs, and what watches them. `projects` = the same projects, with both at work in those that are open. */
export const createServed = (foundation: Foundation) => {
  const part = later(async () => (await import('./engine-serving.ts')).createServedPart(foundation))
  const endpoints: Endpoints = faceOf({ get: async () => (await part.get()).endpoints }, endpointRequests)
  const monitoring: Monitoring = faceOf({ get: async () => (await part.get()).monitoring }, [
    ...reportRequests,
    ...alertRequests,
    ...loopRequests,
  ])
  const closeProject = async (projectId: string) => (await part.made())?.closeProject(projectId)
  return {
    endpoints,
    monitoring,
    projects: (projects: Projects): Projects =>
      watchedProjects(projects, { monitoring, closeProject }, foundation.context),
    [Symbol.asyncDispose]: part[Symbol.asyncDispose],
  }
}
