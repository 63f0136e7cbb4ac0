import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { OpenProject } from '#engine/project/open-project.ts'
import type { RequestInput } from '#shared/contract/requests.ts'
import type { JsonMap } from '#shared/model/json.ts'
import type { Run } from '#shared/model/run.ts'
import { fail, ok, type Result } from '#shared/result.ts'
import { isFinalRunState } from '#shared/run/apply-run-event.ts'
import { blockRunDirectory, requestFileName } from './block-run-directory.ts'
import { parseRecord } from './ndjson.ts'
import { inputsFromOutside } from './run-again.ts'
import type { Resumed, RunCause } from './run-cause.ts'
import { findRun } from './run-queries.ts'
import { type StartRunPlace, startRun } from './start-run.ts'

/** What a run was for stays what it is for: the rest must not see another date than the part that had finished. */
const keptVariables = [
  'execution_date',
  'ds',
  'hr',
  'event',
  'trigger_name',
  'execution_partition',
  'interval_start_datetime',
  'interval_end_datetime',
] as const

const reservedOf = async (project: OpenProject, run: Run): Promise<JsonMap> => {
  for (const { blockUuid, attempt } of run.blockRuns) {
    if (attempt === 0) continue
    const directory = blockRunDirectory(project.stateDirectory, { runId: run.id, blockUuid, attempt })
    const request = parseRecord(await readFile(join(directory, requestFileName), 'utf8').catch(() => ''))
    const reserved = request?.reserved
    if (typeof reserved !== 'object' || reserved === null) continue
    const all: JsonMap = { ...reserved }
    return Object.fromEntries(keptVariables.flatMap((name) => (all[name] === undefined ? [] : [[name, all[name]]])))
  }
  return {}
}

const isGoingOn = (run: Run): Result<never> =>
  fail('run-active', `Run ${run.id} is going on. Cancel it, or wait for its end, then go on from it.`)

const nothingLeft = (run: Run): Result<never> =>
  fail('invalid-input', `Run ${run.id} completed: nothing of it is left to run. Start a new run instead.`)

/** The start of a run that goes on from an earlier one: input and cause. */
export type Resumption = {
  readonly input: RequestInput<'run.start'>
  readonly cause: RunCause & { readonly resumes: Resumed }
}

/** Finds the run to go on from, and what a run that does so is started with. */
export const findResumption = async (
  place: Pick<StartRunPlace, 'deps' | 'active'>,
  input: RequestInput<'run.resume'>,
): Promise<Result<Resumption>> => {
  const found = await findRun(place, input)
  if (!found.ok) return found
  const { project, run } = found.value
  const again = input.again ?? null
  if (!isFinalRunState(run.state)) return isGoingOn(run)
  if (run.state === 'completed' && again === null) return nothingLeft(run)
  const { pipelineUuid, scope, variables, origin } = run
  const [reserved, inputs] = await Promise.all([
    reservedOf(project, run),
    inputsFromOutside(project.stateDirectory, run),
  ])
  return ok({
    input: { projectId: project.id, pipelineUuid, scope, variables },
    cause: { origin, reserved, onStored: () => undefined, resumes: { run, again, inputs } },
  })
}

/**
 * Goes on from a run as a new run of the same scope and variables. Without `again` from one that did not complete: what had finished is
 * taken over, the rest runs. With it from any that ended: these block runs and what they feed run, all else stays as it was.
 */
export const resumeRun = async (
  place: StartRunPlace,
  input: RequestInput<'run.resume'>,
): Promise<Result<{ runId: number }>> => {
  const found = await findResumption(place, input)
  return found.ok ? startRun(place, found.value.input, found.value.cause) : found
}
