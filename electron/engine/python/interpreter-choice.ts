import type { EngineContext } from '#engine/engine-context.ts'
import type { OpeningProject, OpenProject } from '#engine/project/open-project.ts'
import type { Interpreter } from '#shared/model/environment.ts'
import { fail, ok, type Result } from '#shared/result.ts'
import { readChosenInterpreter } from './chosen-interpreter.ts'
import { type FoundInterpreter, findInterpreters, firstInterpreter, interpreterLabel } from './interpreters.ts'
import { createKnownVersions } from './known-versions.ts'
import { supportedPython, versionComplaint } from './python-info.ts'

/** The interpreter a run of the project takes; fails with `environment-missing` in words. Executes it to learn its version. */
export type InterpreterFor = (project: OpenProject) => Promise<Result<{ path: string; version: string }>>

export type InterpreterChoice = {
  /** Chosen one first, then the project's own, conda, the system's, pyenv's. */
  candidates(project: OpenProject): Promise<FoundInterpreter[]>
  /** The first of them; null where there is none. */
  best(project: OpeningProject): Promise<FoundInterpreter | null>
  /** With its version, asked only where the folder is trusted. */
  describe(project: OpenProject, found: FoundInterpreter): Promise<Interpreter>
  /** Why an executable cannot run blocks, as a failure; its version where it can. */
  usable(path: string): Promise<Result<string>>
  readonly interpreterFor: InterpreterFor
  /** The one that `interpreterFor` of a trusted project most likely gives, before it has said its version; null where there is none. */
  likely(project: OpeningProject): Promise<string | null>
}

export const noInterpreter =
  `No Python was found. Expected a .venv in the project, or python3 on the PATH (3.${supportedPython.oldest} or newer). ` +
  'Install Python, or choose an interpreter.'

const candidatesOf = async (project: OpeningProject, env: NodeJS.ProcessEnv): Promise<FoundInterpreter[]> => {
  const [chosen, found] = await Promise.all([readChosenInterpreter(project), findInterpreters(project.path, env)])
  if (chosen === null) return found
  const known = found.find((interpreter) => interpreter.path === chosen)
  const first: FoundInterpreter = known ?? { path: chosen, version: null, source: 'chosen', place: 'chosen' }
  return [first, ...found.filter((interpreter) => interpreter.path !== chosen)]
}

const bestOf = async (project: OpeningProject, env: NodeJS.ProcessEnv): Promise<FoundInterpreter | null> => {
  const chosen = await readChosenInterpreter(project)
  if (chosen === null) return firstInterpreter(project.path, env)
  return (await candidatesOf(project, env))[0] ?? null
}

/**
 * Decides which interpreter a project uses.
 *
 * @param env the host's environment variables
 */
export const createInterpreterChoice = (
  context: Pick<EngineContext, 'dataDirectory'>,
  env: NodeJS.ProcessEnv,
): InterpreterChoice => {
  const versionOf = createKnownVersions(context)
  const candidates = (project: OpeningProject) => candidatesOf(project, env)
  const best = (project: OpeningProject) => bestOf(project, env)
  const usable = async (path: string): Promise<Result<string>> => {
    const version = await versionOf(path)
    if (version === null) {
      return fail(
        'environment-missing',
        `${path} did not answer as a Python interpreter. Choose a python executable, or make the project's .venv anew.`,
      )
    }
    const complaint = versionComplaint(version)
    return complaint === null ? ok(version) : fail('environment-missing', complaint)
  }
  return {
    candidates,
    usable,
    best,
    likely: async (project) => {
      const path = (await best(project))?.path ?? null
      // Asked now, so that who waits for the answer later does not wait long.
      if (path !== null) void versionOf(path)
      return path
    },
    describe: async (project, found) => {
      const version = project.isTrusted() ? await versionOf(found.path) : found.version
      return { path: found.path, version, source: found.source, label: interpreterLabel(found, version) }
    },
    interpreterFor: async (project) => {
      const first = await best(project)
      if (first === null) return fail('environment-missing', noInterpreter)
      const version = await usable(first.path)
      return version.ok ? ok({ path: first.path, version: version.value }) : version
    },
  }
}
