import { createDebugs, type DebugsCapability } from './debug/debugs.ts'
import type { Projects } from './engine.ts'
import type { Foundation } from './engine-foundation.ts'
import { createTerminals, type TerminalsCapability } from './sessions/terminals.ts'

export type Sessions = AsyncDisposable & { readonly terminals: TerminalsCapability; readonly debugs: DebugsCapability }

/** What a person works in beside runs: terminals and the debugger. */
export const createSessions = ({ context, histories, held, environments }: Foundation): Sessions => {
  const { interpreterFor, installPackages } = environments
  const deps = { findProject: held.findProject, histories, interpreterFor }
  const terminals = createTerminals(context, deps)
  const debugs = createDebugs(context, { ...deps, installPackages })
  return {
    terminals,
    debugs,
    [Symbol.asyncDispose]: async () => {
      await Promise.all([terminals[Symbol.asyncDispose](), debugs[Symbol.asyncDispose]()])
    },
  }
}

/** Closing a project ends its terminals and its debugger. */
export const projectsWithSessions = ({ terminals, debugs }: Sessions, projects: Projects): Projects => ({
  ...projects,
  close: async (input) => {
    await Promise.all([terminals.closeProject(input.projectId), debugs.closeProject(input.projectId)])
    return projects.close(input)
  },
})
