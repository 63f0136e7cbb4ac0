import { stat } from 'node:fs/promises'
import { join } from 'node:path'
import type { Environments } from '#engine/engine.ts'
import type { EngineContext } from '#engine/engine-context.ts'
import type { FindProject, OpenProject } from '#engine/project/open-project.ts'
import type { Environment, Interpreter } from '#shared/model/environment.ts'
import { fail, ok, type Result } from '#shared/result.ts'
import { writeChosenInterpreter } from './chosen-interpreter.ts'
import { createEnvironmentOperations, type EnvironmentOperations } from './environment-operations.ts'
import {
  createInterpreterChoice,
  type InterpreterChoice,
  type InterpreterFor,
  noInterpreter,
} from './interpreter-choice.ts'
import { missingRequirements } from './requirements.ts'

type Deps = {
  readonly findProject: FindProject
  readonly env: NodeJS.ProcessEnv
  /** Made here where left out. */
  readonly choice?: InterpreterChoice
}
type Parts = {
  readonly context: EngineContext
  readonly choice: InterpreterChoice
  readonly operations: EnvironmentOperations
}

const environmentOf = (interpreter: Interpreter | null, facts: Partial<Environment>): Environment => ({
  state: 'ready',
  interpreter,
  message: null,
  missing: [],
  ...facts,
})

const requirementsState = async (
  parts: Parts,
  project: OpenProject,
  interpreter: Interpreter,
): Promise<Environment> => {
  const requirementsFile = join(project.path, 'requirements.txt')
  if ((await stat(requirementsFile).catch(() => null)) === null) return environmentOf(interpreter, {})
  const { resourcesDirectory } = parts.context
  const missing = await missingRequirements({ interpreter: interpreter.path, requirementsFile, resourcesDirectory })
  if (!missing.ok) return environmentOf(interpreter, { state: 'broken', message: missing.error.message })
  if (missing.value.length === 0) return environmentOf(interpreter, {})
  const names = missing.value.map((line) => line.requirement).join(', ')
  return environmentOf(interpreter, {
    state: 'requirements-missing',
    missing: missing.value,
    message: `requirements.txt asks for packages this environment lacks: ${names}. Make the project's .venv, or choose another interpreter.`,
  })
}

const environmentOfProject = async (parts: Parts, project: OpenProject): Promise<Environment> => {
  const first = await parts.choice.best(project)
  if (first === null) return environmentOf(null, { state: 'none', message: noInterpreter })
  const interpreter = await parts.choice.describe(project, first)
  if (parts.operations.isMaking(project.id)) return environmentOf(interpreter, { state: 'creating' })
  if (!project.isTrusted()) return environmentOf(interpreter, { state: 'unknown' })
  const usable = await parts.choice.usable(first.path)
  if (!usable.ok) return environmentOf(interpreter, { state: 'broken', message: usable.error.message })
  return requirementsState(parts, project, interpreter)
}

const chooseInterpreter = async (parts: Parts, project: OpenProject, path: string): Promise<Result<Environment>> => {
  const usable = await parts.choice.usable(path)
  if (!usable.ok) return usable
  const written = await writeChosenInterpreter(project, path)
  if (!written.ok) return written
  parts.context.events.emit('environment.changed', { projectId: project.id })
  return ok(await environmentOfProject(parts, project))
}

/** Base for a new `.venv`: the chosen or system interpreter, never the `.venv` itself. */
const baseInterpreter = async ({ choice }: Parts, project: OpenProject): Promise<Result<string>> => {
  for (const candidate of await choice.candidates(project)) {
    if (candidate.source === 'project-venv') continue
    const usable = await choice.usable(candidate.path)
    if (usable.ok) return ok(candidate.path)
  }
  return fail('environment-missing', noInterpreter)
}

/** Packages into the interpreter that blocks run in, whichever that is. */
const startInstalling = async (
  parts: Parts,
  project: OpenProject,
  packages: readonly string[],
): Promise<Result<{ operationId: string }>> => {
  if (parts.operations.isMaking(project.id))
    return fail('run-active', 'The environment of this project is being made. Wait for its end, or cancel it.')
  const interpreter = await parts.choice.interpreterFor(project)
  if (!interpreter.ok) return interpreter
  return ok({ operationId: parts.operations.start(project, interpreter.value.path, packages) })
}

const startMaking = async (parts: Parts, project: OpenProject): Promise<Result<{ operationId: string }>> => {
  if (parts.operations.isMaking(project.id)) {
    return fail('run-active', 'The environment of this project is being made already. Wait for its end, or cancel it.')
  }
  const base = await baseInterpreter(parts, project)
  return base.ok ? ok({ operationId: parts.operations.start(project, base.value) }) : base
}

export type EnvironmentsCapability = Environments & {
  readonly interpreterFor: InterpreterFor
  readonly likelyInterpreter: InterpreterChoice['likely']
  /** Events tell its lines and its end, as of making an environment. */
  installPackages(projectId: string, packages: readonly string[]): Promise<Result<{ operationId: string }>>
  dispose(): Promise<void>
}

/** Interpreters and packages of opened projects. Runs an interpreter only where the folder is trusted. */
export const createEnvironments = (context: EngineContext, deps: Deps): EnvironmentsCapability => {
  const parts: Parts = {
    context,
    choice: deps.choice ?? createInterpreterChoice(context, deps.env),
    operations: createEnvironmentOperations(context),
  }
  const withTrusted = async <Value>(projectId: string, act: (project: OpenProject) => Promise<Result<Value>>) => {
    const project = deps.findProject(projectId)
    if (!project.ok) return project
    if (project.value.isTrusted()) return act(project.value)
    return fail('not-trusted', 'This folder is not trusted yet, so nothing of it is executed. Trust it first.')
  }
  return {
    interpreterFor: parts.choice.interpreterFor,
    likelyInterpreter: parts.choice.likely,
    get: async ({ projectId }) => {
      const project = deps.findProject(projectId)
      return project.ok ? ok(await environmentOfProject(parts, project.value)) : project
    },
    interpreters: async ({ projectId }) => {
      const project = deps.findProject(projectId)
      if (!project.ok) return project
      const found = await parts.choice.candidates(project.value)
      return ok(await Promise.all(found.map((interpreter) => parts.choice.describe(project.value, interpreter))))
    },
    choose: ({ projectId, path }) => withTrusted(projectId, (project) => chooseInterpreter(parts, project, path)),
    create: ({ projectId }) => withTrusted(projectId, (project) => startMaking(parts, project)),
    installPackages: (projectId, packages) =>
      withTrusted(projectId, (project) => startInstalling(parts, project, packages)),
    cancel: async ({ operationId }) => {
      if (await parts.operations.cancel(operationId)) return ok(null)
      return fail('not-found', 'There is no such operation; the app may have been restarted since.')
    },
    waitFor: async (operationId) => (await parts.operations.ended(operationId))?.state === 'completed',
    dispose: () => parts.operations.cancelAll(),
  }
}
