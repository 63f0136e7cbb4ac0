import type { Projects } from './engine.ts'
import type { Automation } from './engine-automation.ts'
import type { EngineContext } from './engine-context.ts'

/** In a window the triggers and backfills of a project go on while it is open; in a terminal only where a command says so. */
export const projectsWithTriggers = (
  projects: Projects,
  { triggers, backfills, sendWaiting, closeProject }: Automation,
  context: Pick<EngineContext, 'hostKind'>,
): Projects => {
  const work = async (input: { readonly projectId: string }): Promise<void> => {
    // What an earlier host could not send is sent by whichever comes next.
    await sendWaiting(input.projectId)
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
      await closeProject(input.projectId)
      return projects.close(input)
    },
  }
}
