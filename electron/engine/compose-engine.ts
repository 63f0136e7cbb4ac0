import type { Engine } from './engine.ts'
import { createAutomation } from './engine-automation.ts'
import { createFoundation } from './engine-foundation.ts'
import { createServed } from './engine-monitoring.ts'
import { createSessions, projectsWithSessions } from './engine-sessions.ts'
import type { HeadStart } from './head-start.ts'
import { modelsOfHost, projectsWithModels } from './with-models.ts'
import { pipelinesWithRuns, projectsWithRuns } from './with-runs.ts'
import { projectsWithTriggers } from './with-triggers.ts'

/** Ends the parts everything else is made of. */
const endFoundation = async ({
  runs,
  tracking,
  models,
  environments,
  outputs,
  held,
  histories,
}: ReturnType<typeof createFoundation>): Promise<void> => {
  await runs.cancelAll(null)
  // Supervisors end while files are closed.
  const ended = runs[Symbol.asyncDispose]()
  await tracking[Symbol.asyncDispose]()
  await models[Symbol.asyncDispose]()
  await environments.dispose()
  await outputs[Symbol.asyncDispose]()
  await held.dispose()
  await histories.dispose()
  await ended
}

/** Makes the engine of its parts: everything is made here and passed down; disposing ends it in reverse order. */
export const composeEngine = (head: HeadStart): Engine => {
  const foundation = createFoundation(head)
  const { context, settings, histories, held, environments, runs, models, tracking, outputs } = foundation
  const { pipelines, blocks, files, overview } = foundation
  const automation = createAutomation(foundation)
  const { triggers, backfills, notifications } = automation
  const sessions = createSessions(foundation)
  const served = createServed(foundation)
  const withRuns = { runs, histories, tracking, find: held.findProject }
  return {
    events: context.events,
    projects: served.projects(
      projectsWithSessions(
        sessions,
        projectsWithTriggers(
          projectsWithModels(projectsWithRuns(held.projects, withRuns), { models, find: held.findProject }),
          automation,
          context,
        ),
      ),
    ),
    pipelines: pipelinesWithRuns(pipelines, withRuns),
    blocks,
    files,
    runs,
    triggers,
    backfills,
    notifications,
    overview,
    models: modelsOfHost(models, held.findProject),
    endpoints: served.endpoints,
    monitoring: served.monitoring,
    tracking,
    sweeps: automation.sweeps,
    outputs,
    environments,
    terminals: sessions.terminals,
    debugs: sessions.debugs,
    settings,
    secrets: foundation.secrets,
    [Symbol.asyncDispose]: async () => {
      await served[Symbol.asyncDispose]()
      await sessions[Symbol.asyncDispose]()
      await automation[Symbol.asyncDispose]()
      await endFoundation(foundation)
    },
  }
}
