import type { Debugs, Projects, Terminals } from './engine.ts'
import type { Foundation } from './engine-foundation.ts'
import { faceOf, later } from './later.ts'

const terminalRequests = ['list', 'open', 'write', 'resize', 'drawn', 'close', 'attach'] as const
const debugRequests = [
  'get',
  'start',
  'install',
  'breakpoints',
  'move',
  'scopes',
  'variables',
  'evaluate',
  'stop',
] as const

/** What a person works in beside runs: terminals and the debugger. */
export const createSessions = ({ context, histories, held, environments, secretEnvironment }: Foundation) => {
  const { interpreterFor, installPackages } = environments
  const deps = { findProject: held.findProject, histories, interpreterFor, secretEnvironment }
  const terminals = later(async () => (await import('./sessions/terminals.ts')).createTerminals(context, deps))
  const debugs = later(async () =>
    (await import('./debug/debugs.ts')).createDebugs(context, { ...deps, installPackages }),
  )
  return {
    terminals: faceOf(terminals, terminalRequests) satisfies Terminals,
    debugs: faceOf(debugs, debugRequests) satisfies Debugs,
    /** Ends the terminals of a project and its debugger. */
    closeProject: async (projectId: string): Promise<void> => {
      const [opened, debugging] = await Promise.all([terminals.made(), debugs.made()])
      await Promise.all([opened?.closeProject(projectId), debugging?.closeProject(projectId)])
    },
    [Symbol.asyncDispose]: async () => {
      await Promise.all([terminals[Symbol.asyncDispose](), debugs[Symbol.asyncDispose]()])
    },
  }
}

export type Sessions = ReturnType<typeof createSessions>

/** Closing a project ends its terminals and its debugger. */
export const projectsWithSessions = ({ closeProject }: Sessions, projects: Projects): Projects => ({
  ...projects,
  close: async (input) => {
    await closeProject(input.projectId)
    return projects.close(input)
  },
})
