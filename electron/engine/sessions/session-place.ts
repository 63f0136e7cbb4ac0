import { stat } from 'node:fs/promises'
import { delimiter, join } from 'node:path'
import type { EngineContext } from '#engine/engine-context.ts'
import { type BlockRunInput, findBlockRun } from '#engine/outputs/stored-output.ts'
import type { OpenProject } from '#engine/project/open-project.ts'
import { markEnvironment, projectEnvironment } from '#engine/run/block-environment.ts'
import { requestFileName } from '#engine/run/block-run-directory.ts'
import { ownIdentity } from '#engine/run/process-identity.ts'
import type { RunsDependencies } from '#engine/run/runs-dependencies.ts'
import { fail, ok, type Result } from '#shared/result.ts'

export type SessionsDependencies = Pick<
  RunsDependencies,
  'findProject' | 'histories' | 'interpreterFor' | 'secretEnvironment'
>

/** Where a session runs: a trusted project and its interpreter. */
export type SessionPlace = {
  readonly project: OpenProject
  readonly interpreter: string
  /** The whole environment, the mark of the session in it. */
  readonly environment: Readonly<Record<string, string>>
  readonly cwd: string
  /** Names the session's processes to whoever ends them; without the project. */
  readonly mark: string
}

const identity = ownIdentity()
let sessions = 0

const nextMark = async (): Promise<string> => {
  const { pid, started } = await identity
  sessions += 1
  return `session/${pid}/${started}/${sessions}`
}

/** A project that may run code; fails with `not-trusted` in words. */
export const trustedProject = (deps: SessionsDependencies, projectId: string): Result<OpenProject> => {
  const project = deps.findProject(projectId)
  if (!project.ok || project.value.isTrusted()) return project
  return fail('not-trusted', `${project.value.name} is not trusted yet, so nothing of it is executed. Trust it first.`)
}

/** Interpreter, environment and mark for a new session in a trusted project. */
export const sessionPlace = async (deps: SessionsDependencies, projectId: string): Promise<Result<SessionPlace>> => {
  const project = trustedProject(deps, projectId)
  if (!project.ok) return project
  const interpreter = await deps.interpreterFor(project.value)
  if (!interpreter.ok) return interpreter
  const { path } = interpreter.value
  const mark = await nextMark()
  const secrets = await deps.secretEnvironment?.(projectId)
  const environment = { ...(await projectEnvironment(path)), ...secrets, ...markEnvironment(projectId, mark) }
  return ok({
    project: project.value,
    interpreter: path,
    environment,
    cwd: await project.value.workingDirectory(),
    mark,
  })
}

/** The environment in which `python -m pipewright_runner…` is found. */
export const runnerEnvironment = (
  context: EngineContext,
  { environment, cwd }: SessionPlace,
): Record<string, string> => {
  const inherited = environment.PYTHONPATH?.split(delimiter) ?? []
  const path = [join(context.resourcesDirectory, 'python'), cwd, ...inherited].filter((entry) => entry !== '')
  return { ...environment, PYTHONPATH: path.join(delimiter) }
}

/** The block run directory of an attempt, with its request still there. */
export const directoryOfAttempt = async (
  deps: SessionsDependencies,
  input: BlockRunInput,
): Promise<Result<{ readonly directory: string; readonly attempt: number }>> => {
  const place = await findBlockRun(deps, input)
  if (!place.ok) return place
  const { directory, attempt } = place.value
  if ((await stat(join(directory, requestFileName)).catch(() => null)) !== null) return ok({ directory, attempt })
  const words = `"${input.blockUuid}" has no inputs of its own in run ${input.runId}: it was reused, or its files are gone. Run it again.`
  return fail('not-found', words)
}
