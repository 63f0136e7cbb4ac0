import type { Engine } from '#engine/engine.ts'
import type { Project } from '#shared/model/project.ts'
import { fail, ok, type Result } from '#shared/result.ts'
import type { HandlersOf } from './handlers-of.ts'
import type { Host, RequestContext } from './host.ts'

/** Ties an opened project to the window that asked; another window that holds it comes to the front instead. */
const claim = (host: Host, context: RequestContext, opened: Result<Project>): Result<Project> => {
  if (!opened.ok) return opened
  if (host.claimProject(context, opened.value.id)) return opened
  return fail('already-open', `${opened.value.name} is open in another window, which was brought to the front.`)
}

/** Closes what the window showed before, unless it is the same project. */
const leavePrevious = async (engine: Engine, host: Host, context: RequestContext): Promise<Result<null>> => {
  const previous = host.projectOf(context)
  if (previous === null) return ok(null)
  const active = engine.runs.activeCount(previous)
  if (active > 0) {
    return fail(
      'run-active',
      'A run is going on in this project. Cancel it or wait for its end before you open another one.',
    )
  }
  host.claimProject(context, null)
  return engine.projects.close({ projectId: previous })
}

/** Opening, making and leaving projects. */
export const projectHandlers = (engine: Engine, host: Host): HandlersOf<'project'> => ({
  'project.inspect': (input) => engine.projects.inspect(input),
  'project.open': async (input, context) => {
    const inspected = await engine.projects.inspect(input)
    if (!inspected.ok) return inspected
    const left = await leavePrevious(engine, host, context)
    if (!left.ok) return left
    return claim(host, context, await engine.projects.open(input))
  },
  'project.openExample': async (input, context) => {
    const left = await leavePrevious(engine, host, context)
    if (!left.ok) return left
    return claim(host, context, await engine.projects.openExample(input))
  },
  'project.create': (input) => engine.projects.create(input),
  'project.adopt': (input) => engine.projects.adopt(input),
  'project.close': (_input, context) => leavePrevious(engine, host, context),
  'project.get': (input) => engine.projects.get(input),
  'project.trust': (input) => engine.projects.trust(input),
  'project.reveal': async (input) => {
    const path = await engine.files.resolve({ projectId: input.projectId, path: input.path ?? '.' })
    if (!path.ok) return path
    host.reveal(path.value)
    return ok(null)
  },
  'project.forgetRecent': (input) => engine.settings.forgetRecent(input),
  'project.arrangement': (input) => engine.settings.arrangement(input),
  'project.arrange': (input) => engine.settings.arrange(input),
  'project.blocks': (input) => engine.projects.blocks(input),
})
