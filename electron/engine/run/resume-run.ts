import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { OpenProject } from '#engine/project/open-project.ts'
import type { RequestInput } from '#shared/contract/requests.ts'
import type { JsonMap } from '#shared/model/json.ts'
import type { Run } from '#shared/model/run.ts'
import { fail, type Result } from '#shared/result.ts'
import { isFinalRunState } from '#shared/run/apply-run-event.ts'
import { blockRunDirectory, requestFileName } from './block-run-directory.ts'
import { parseRecord } from './ndjson.ts'
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

/** Goes on from a run that did not complete, as a new run of the same scope and variables: what had finished is taken over, the rest runs. */
export const resumeRun = async (
  place: StartRunPlace,
  input: RequestInput<'run.resume'>,
): Promise<Result<{ runId: number }>> => {
  const found = await findRun(place, input)
  if (!found.ok) return found
  const { project, run } = found.value
  if (!isFinalRunState(run.state))
    return fail('run-active', `Run ${run.id} is going on. Cancel it first, then go on from it.`)
  if (run.state === 'completed')
    return fail('invalid-input', `Run ${run.id} completed: nothing of it is left to run. Start a new run instead.`)
  const { pipelineUuid, scope, variables, origin } = run
  const reserved = await reservedOf(project, run)
  const cause = { origin, reserved, onStored: () => undefined, resumes: run }
  return startRun(place, { projectId: project.id, pipelineUuid, scope, variables }, cause)
}
