import { appendFile, readdir, readFile, rm } from 'node:fs/promises'
import { join } from 'node:path'
import type { Runs } from '#engine/engine.ts'
import type { History } from '#engine/history/history.ts'
import type { OpenProject } from '#engine/project/open-project.ts'
import type { RequestInput } from '#shared/contract/requests.ts'
import type { BlockRun, Run, RunSummary } from '#shared/model/run.ts'
import { fail, ok, type Result } from '#shared/result.ts'
import type { ActiveRuns } from './active-runs.ts'
import { blockRunDirectory, logFileName, requestFileName, runDirectory } from './block-run-directory.ts'
import { readFailure } from './failure.ts'
import { configuredLimits } from './limits/block-limits.ts'
import { readUsage } from './limits/read-usage.ts'
import { parseRecord } from './ndjson.ts'
import { readLog } from './read-log.ts'
import type { RunsDependencies } from './runs-dependencies.ts'

export type RunQueries = Pick<
  Runs,
  | 'list'
  | 'get'
  | 'latest'
  | 'newestOfBlocks'
  | 'delete'
  | 'rememberedVariables'
  | 'code'
  | 'log'
  | 'logPath'
  | 'usage'
  | 'failure'
>

export type QueryPlace = { readonly deps: RunsDependencies; readonly active: ActiveRuns }
type Opened = { readonly project: OpenProject; readonly history: History | null }
type BlockRunInput = RequestInput<'run.code'>

const open = async ({ deps }: QueryPlace, projectId: string): Promise<Result<Opened>> => {
  const project = deps.findProject(projectId)
  if (!project.ok) return project
  const history = await deps.histories.existing(project.value)
  return history.ok ? ok({ project: project.value, history: history.value }) : history
}

const noRun = (runId: number): Result<never> => fail('not-found', `There is no run ${runId} in this project's history.`)

/** A live run is in memory, with its progress; an ended one in the history. */
export const findRun = async (
  place: QueryPlace,
  { projectId, runId }: { readonly projectId: string; readonly runId: number },
): Promise<Result<Opened & { readonly run: Run }>> => {
  const opened = await open(place, projectId)
  if (!opened.ok) return opened
  const run = place.active.get(projectId, runId)?.record.run() ?? opened.value.history?.run(runId) ?? null
  return run === null ? noRun(runId) : ok({ ...opened.value, run })
}

/** The folder of an attempt; of the last one where none is named. */
export const attemptDirectory = async (
  place: QueryPlace,
  input: BlockRunInput,
): Promise<Result<{ readonly directory: string; readonly project: OpenProject }>> => {
  const found = await findRun(place, input)
  if (!found.ok) return found
  const { project, run } = found.value
  // A block that ran once per item has no files of its own; each of its children ran the same code.
  const child = run.blockRuns.find(({ parentBlockUuid, attempt }) => parentBlockUuid === input.blockUuid && attempt > 0)
  const blockRun = child ?? run.blockRuns.find(({ blockUuid }) => blockUuid === input.blockUuid)
  if (blockRun === undefined) return fail('not-found', `Run ${run.id} has no block "${input.blockUuid}".`)
  const attempt = input.attempt ?? blockRun.attempt
  if (attempt === 0)
    return fail(
      'not-found',
      `"${input.blockUuid}" did not start in run ${run.id}: ${blockRun.reason ?? blockRun.state}`,
    )
  const { blockUuid } = blockRun
  return ok({ directory: blockRunDirectory(project.stateDirectory, { runId: run.id, blockUuid, attempt }), project })
}

const textOrNull = async (path: string): Promise<string | null> => {
  try {
    return await readFile(path, 'utf8')
  } catch {
    return null
  }
}

const code =
  (place: QueryPlace): Runs['code'] =>
  async (input) => {
    const found = await attemptDirectory(place, input)
    if (!found.ok) return found
    const { directory, project } = found.value
    const names = await readdir(directory).catch(() => [])
    const name = names.find((entry) => entry.startsWith('code.'))
    const text = name === undefined ? null : await textOrNull(join(directory, name))
    if (text === null) return fail('not-found', 'The files of this block run are gone; its code is no longer kept.')
    const request = parseRecord((await textOrNull(join(directory, requestFileName))) ?? '')
    const sourcePath = request?.sourcePath
    const file = typeof sourcePath === 'string' && sourcePath !== '' ? sourcePath : null
    return ok({ text, file, current: file === null ? null : await textOrNull(join(project.path, file)) })
  }

const log =
  (place: QueryPlace): Runs['log'] =>
  async (input) => {
    const found = await findRun(place, input)
    if (!found.ok) return found
    const { project, run } = found.value
    const live = place.active.get(project.id, run.id)
    await Promise.all([...(live?.logs ?? [])].map((file) => file.flush()))
    const isWanted = ({ blockUuid, parentBlockUuid }: BlockRun) =>
      input.blockUuid === null || blockUuid === input.blockUuid || parentBlockUuid === input.blockUuid
    const wanted = run.blockRuns.filter(isWanted).map(({ blockUuid }) => blockUuid)
    return ok(await readLog(runDirectory(project.stateDirectory, run.id), wanted, input))
  }

const usage =
  (place: QueryPlace): Runs['usage'] =>
  async (input) => {
    const found = await attemptDirectory(place, input)
    if (!found.ok) return found
    const { directory } = found.value
    const [points, request] = await Promise.all([readUsage(directory), textOrNull(join(directory, requestFileName))])
    const { memoryBytes, cpuSeconds } = configuredLimits(parseRecord(request ?? '')?.block)
    return ok({ points, limits: { memoryBytes, cpuSeconds } })
  }

const failure =
  (place: QueryPlace): Runs['failure'] =>
  async (input) => {
    const found = await attemptDirectory(place, input)
    return found.ok ? ok(await readFailure(found.value.directory)) : found
  }

const remove =
  (place: QueryPlace): Runs['delete'] =>
  async (input) => {
    const found = await findRun(place, input)
    if (!found.ok) return found
    const { project, history, run } = found.value
    if (run.state === 'queued' || run.state === 'running')
      return fail('run-active', `Run ${run.id} is going on. Cancel it first, then delete it.`)
    // The row first: a run whose files are half gone must not be offered.
    history?.runs.delete(run.id)
    await rm(runDirectory(project.stateDirectory, run.id), { recursive: true, force: true, maxRetries: 3 })
    return ok(null)
  }

const summaryOf = (run: RunSummary & Partial<Pick<Run, 'seq' | 'edges'>>): RunSummary => {
  const { seq: _seq, edges: _edges, ...summary } = run
  return summary
}

/** All that can be asked of runs, live and past. */
export const createRunQueries = (place: QueryPlace): RunQueries => ({
  list: async (input) => {
    const opened = await open(place, input.projectId)
    if (!opened.ok) return opened
    return ok((opened.value.history?.runs.list(input) ?? []).map(summaryOf))
  },
  get: async (input) => {
    const found = await findRun(place, input)
    return found.ok ? ok(found.value.run) : found
  },
  latest: async ({ projectId, pipelineUuid }) => {
    const opened = await open(place, projectId)
    if (!opened.ok) return opened
    const runId = opened.value.history?.runs.latestId(pipelineUuid) ?? null
    if (runId === null) return ok(null)
    const found = await findRun(place, { projectId, runId })
    return found.ok ? ok(found.value.run) : found
  },
  newestOfBlocks: async ({ projectId, pipelineUuid, blocks }) => {
    const opened = await open(place, projectId)
    if (!opened.ok) return opened
    const newest = (blockUuid: string) => opened.value.history?.blockRuns.newestRun(pipelineUuid, blockUuid) ?? null
    return ok(
      [...new Set(blocks)].flatMap((blockUuid) => {
        const runId = newest(blockUuid)
        return runId === null ? [] : [{ blockUuid, runId }]
      }),
    )
  },
  delete: remove(place),
  rememberedVariables: async ({ projectId, pipelineUuid }) => {
    const opened = await open(place, projectId)
    if (!opened.ok) return opened
    return ok(opened.value.history?.rememberedVariables.get(pipelineUuid) ?? {})
  },
  code: code(place),
  log: log(place),
  usage: usage(place),
  failure: failure(place),
  logPath: async (input) => {
    const found = await attemptDirectory(place, input)
    if (!found.ok) return found
    const path = join(found.value.directory, logFileName)
    // A block that said nothing has no log; who wants to see it finds an empty one.
    await appendFile(path, '').catch(() => undefined)
    return ok(path)
  },
})
