import type { Answer } from '#engine/engine.ts'
import type { EngineContext } from '#engine/engine-context.ts'
import { notTrusted } from '#engine/project/not-trusted.ts'
import type { FindProject } from '#engine/project/open-project.ts'
import type { JsonMap } from '#shared/model/json.ts'
import type { NewSweep, SweepStatus } from '#shared/model/sweep.ts'
import { fail, ok, type Result } from '#shared/result.ts'
import { gridOf, parseSweepVariables, randomOf, seededRandom } from '#shared/tracking/sweep-space.ts'
import type { SweepInput, SweepOutcome, Sweeps, SweepTrial } from './sweeps.ts'

/** Sweeps that go on by themselves, for a host that does not wait for them. */
export type StartedSweeps = {
  start: Answer<'sweep.start'>
  list: Answer<'sweep.list'>
  stop: Answer<'sweep.stop'>
}

/** All a host can ask of sweeps. */
export type SweepsFace = Sweeps & StartedSweeps

/** With what the composition root calls when projects open and close. */
export type StartedSweepsCapability = StartedSweeps &
  AsyncDisposable & {
    /** When a project is closed: no more runs of its sweeps start. */
    closeProject(projectId: string): Promise<void>
  }

type Started = { status: SweepStatus; readonly abort: AbortController; readonly done: Promise<void> }
type Dependencies = { readonly findProject: FindProject; readonly run: Sweeps['run'] }

/** Sweeps that are shown of a project; older ones are in its experiments. */
const mostShown = 10

const trialsOf = ({ over, random }: NewSweep): Result<readonly JsonMap[]> => {
  const space = parseSweepVariables(over)
  if (!space.ok) return space
  return random === null ? gridOf(space.value) : ok(randomOf(space.value, random, seededRandom(1)))
}

const isBetter = (trial: SweepTrial, best: SweepStatus['best'], isHighest: boolean): boolean => {
  if (trial.value === null || trial.state !== 'completed') return false
  return best === null || (isHighest ? trial.value > best.value : trial.value < best.value)
}

const withTrial = (status: SweepStatus, trial: SweepTrial, isHighest: boolean): SweepStatus => {
  const { runId, value, variables } = trial
  const best = value !== null && isBetter(trial, status.best, isHighest) ? { runId, value, variables } : status.best
  return { ...status, ended: status.ended + 1, best }
}

const endState = (outcome: Result<SweepOutcome>, isStopped: boolean): Pick<SweepStatus, 'state' | 'message'> => {
  if (!outcome.ok) return { state: 'failed', message: outcome.error.message }
  if (isStopped) return { state: 'stopped', message: null }
  return outcome.value.best === null
    ? { state: 'failed', message: 'No run completed with a value of the metric.' }
    : { state: 'completed', message: null }
}

type Begin = {
  readonly id: number
  readonly input: Parameters<StartedSweeps['start']>[0]
  readonly variables: JsonMap
  readonly trials: readonly JsonMap[]
  /** Something of it is to be read again. */
  readonly tell: () => void
}

/** Starts a sweep that nobody waits for. */
const begin = ({ run }: Dependencies, { id, input, variables, trials, tell }: Begin): Started => {
  const { projectId, pipelineUuid, sweep } = input
  const { metric, isHighest, parallel, halving } = sweep
  const abort = new AbortController()
  const change = (next: (status: SweepStatus) => SweepStatus) => {
    started.status = next(started.status)
    tell()
  }
  const wanted: SweepInput = {
    projectId,
    pipelineUuid,
    variables,
    trials,
    metric,
    isHighest,
    parallel,
    halving: halving === null ? null : { first: halving, eta: 3 },
    signal: abort.signal,
    onTrial: (trial) => change((status) => withTrial(status, trial, isHighest)),
  }
  const work = async () => {
    // Nobody waits for it: a defect is told like a failure.
    const outcome = await run(wanted).catch((error: unknown) => fail('internal', String(error)))
    change((status) => ({ ...status, ...endState(outcome, abort.signal.aborted) }))
  }
  const first = { id, pipelineUuid, metric, total: trials.length, ended: 0, best: null, message: null }
  // Begun a turn later, when what it changes is there.
  const started: Started = { status: { ...first, state: 'running' }, abort, done: Promise.resolve().then(work) }
  return started
}

/** What a sweep needs, checked; fails in words. */
const prepare = async (
  { findProject }: Dependencies,
  { projectId, pipelineUuid, sweep }: Begin['input'],
): Promise<Result<Pick<Begin, 'variables' | 'trials'>>> => {
  const project = findProject(projectId)
  if (!project.ok) return project
  if (!project.value.isTrusted()) return notTrusted(project.value)
  const pipeline = await project.value.pipeline(pipelineUuid)
  if (!pipeline.ok) return pipeline
  const trials = trialsOf(sweep)
  return trials.ok ? ok({ variables: pipeline.value.variables, trials: trials.value }) : trials
}

/** Keeps the sweeps of one engine while they go on, and what came of the last ones. */
export const createStartedSweeps = (context: EngineContext, deps: Dependencies): StartedSweepsCapability => {
  const all = new Map<string, Started[]>()
  let lastId = 0
  const of = (projectId: string): readonly Started[] => all.get(projectId) ?? []
  const end = async (projectId: string) => {
    const ended = of(projectId)
    all.delete(projectId)
    for (const { abort } of ended) abort.abort()
    await Promise.all(ended.map(({ done }) => done))
  }
  return {
    start: async (input) => {
      const prepared = await prepare(deps, input)
      if (!prepared.ok) return prepared
      const { projectId } = input
      const tell = () => context.events.emit('sweep.changed', { projectId })
      lastId += 1
      const started = begin(deps, { id: lastId, input, ...prepared.value, tell })
      all.set(projectId, [started, ...of(projectId)].slice(0, mostShown))
      tell()
      return ok({ total: prepared.value.trials.length })
    },
    list: async ({ projectId }) => ok(of(projectId).map(({ status }) => status)),
    stop: async ({ projectId, sweepId }) => {
      const found = of(projectId).find(({ status }) => status.id === sweepId)
      found?.abort.abort()
      return ok(null)
    },
    closeProject: end,
    [Symbol.asyncDispose]: async () => {
      await Promise.all([...all.keys()].map(end))
    },
  }
}
