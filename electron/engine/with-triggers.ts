import type { Projects, Triggers } from './engine.ts'
import type { EngineContext } from './engine-context.ts'
import type { TriggersCapability } from './triggers/triggers.ts'

/** In a window the triggers of a project fire while it is open; in a terminal only where a command says so. */
export const projectsWithTriggers = (
  projects: Projects,
  { triggers, context }: { readonly triggers: TriggersCapability; readonly context: EngineContext },
): Projects => {
  const work: Triggers['work'] = async (input) =>
    context.hostKind === 'window' ? triggers.work(input) : { ok: true, value: null }
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
      return projects.close(input)
    },
  }
}
