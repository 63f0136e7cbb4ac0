import type { BackfillsCapability } from './backfills/backfills.ts'
import type { Projects } from './engine.ts'
import type { EngineContext } from './engine-context.ts'
import type { NotificationsCapability } from './notifications/notifications.ts'
import type { StartedSweepsCapability } from './sweeps/started-sweeps.ts'
import type { TriggersCapability } from './triggers/triggers.ts'

type Parts = {
  readonly triggers: TriggersCapability
  readonly backfills: BackfillsCapability
  readonly notifications: NotificationsCapability
  readonly sweeps: Pick<StartedSweepsCapability, 'closeProject'>
  readonly context: EngineContext
}

/** In a window the triggers and backfills of a project go on while it is open; in a terminal only where a command says so. */
export const projectsWithTriggers = (projects: Projects, parts: Parts): Projects => {
  const { triggers, backfills, notifications, sweeps, context } = parts
  const work = async (input: { readonly projectId: string }): Promise<void> => {
    // What an earlier host could not send is sent by whichever comes next.
    await notifications.work(input.projectId)
    if (context.hostKind !== 'window') return
    await triggers.work(input)
    await backfills.work(input)
  }
  const working = async (answer: ReturnType<Projects['open']>) => {
    const result = await answer
    // Not waited for: a project opens though a trigger takes its time to start.
    if (result.ok) void work({ projectId: result.value.id })
    return result
  }
  return {
    ...projects,
    open: (input) => working(projects.open(input)),
    openExample: (input) => working(projects.openExample(input)),
    trust: (input) => working(projects.trust(input)),
    close: async (input) => {
      await triggers.closeProject(input.projectId)
      await backfills.closeProject(input.projectId)
      await sweeps.closeProject(input.projectId)
      await notifications.closeProject(input.projectId)
      return projects.close(input)
    },
  }
}
