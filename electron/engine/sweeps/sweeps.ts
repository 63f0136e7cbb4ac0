import type { EngineContext } from '#engine/engine-context.ts'
import type { FindProject, OpenProject } from '#engine/project/open-project.ts'
import { RunInterruption } from '#engine/run/run-cause.ts'
import type { RunsCapability } from '#engine/run/runs.ts'
import type { TrackedGroups } from '#engine/tracking/groups.ts'
import type { TrackingCapability } from '#engine/tracking/tracking.ts'
import type { JsonMap } from '#shared/model/json.ts'
import type { RunState } from '#shared/model/run.ts'
import { fail, ok, type Result } from '#shared/result.ts'
import { createHalving, type Halving } from '#shared/tracking/sweep-space.ts'

/** One run of a sweep. */
export type SweepTrial = {
  readonly runId: number
  readonly variables: JsonMap
  readonly state: RunState
  /** Why it ended so; of a pruned one, by which rule. */
  readonly reason: string | null
  /** What it measured last; null where it measured nothing. */
  readonly value: number | null
}

export type SweepInput = {
  readonly projectId: string
  readonly pipelineUuid: string
  /** Variables that are the same in every run. */
  readonly variables: JsonMap
  readonly trials: readonly JsonMap[]
  readonly metric: string
  readonly isHighest: boolean
  /** Runs at once. */
  readonly parallel: number
  /** Ends runs that are not among the best 1/`eta` at steps `first`, `first × eta`, …; null = all run to their end. */
  readonly halving: { readonly first: number; readonly eta: number } | null
  /** Ends the sweep and what runs of it. */
  readonly signal: AbortSignal
  onTrial(trial: SweepTrial): void
}

export type SweepOutcome = {
  readonly name: string
  /** The tracked run above those of the runs. */
  readonly trackedRunId: string
  readonly trials: readonly SweepTrial[]
  readonly best: SweepTrial | null
}

/** Runs a sweep to its end. */
export type Sweeps = { run(input: SweepInput): Promise<Result<SweepOutcome>> }

type Dependencies = {
  readonly findProject: FindProject
  readonly runs: RunsCapability
  readonly tracking: Pick<TrackingCapability, 'flush' | 'groups'>
}

type Sweep = {
  readonly context: EngineContext
  readonly deps: Dependencies
  readonly project: OpenProject
  readonly input: SweepInput
  readonly groups: TrackedGroups
  readonly name: string
  readonly groupId: string
  readonly halving: Halving | null
  /** Runs that go on → the number of their trial. */
  readonly active: Map<number, number>
}

const bestOf = (trials: readonly SweepTrial[], isHighest: boolean): SweepTrial | null => {
  const sign = isHighest ? 1 : -1
  const value = (trial: SweepTrial) => (trial.value ?? Number.NaN) * sign
  const finished = trials.filter((trial) => trial.value !== null && trial.state === 'completed')
  return finished.reduce<SweepTrial | null>(
    (best, trial) => (best === null || value(trial) > value(best) ? trial : best),
    null,
  )
}

/** Asks of each run that goes on what it measured, and ends those that are not worth their time. */
const prune = async ({ deps, project, input, groups, groupId, halving, active }: Sweep): Promise<void> => {
  for (const [runId, trial] of [...active]) {
    await groups.adopt(project, groupId, runId)
    const measured = await groups.measured(project, runId, input.metric)
    if (measured === null || halving === null) continue
    const reason = halving.report(trial, measured.step, measured.value)
    if (reason !== null) deps.runs.interrupt(project.id, runId, new RunInterruption('cancelled', reason))
  }
}

const runTrial = async (sweep: Sweep, index: number): Promise<Result<SweepTrial>> => {
  const { deps, project, input, groups, groupId, name, active } = sweep
  const variables = { ...input.variables, ...input.trials[index] }
  const start = { projectId: project.id, pipelineUuid: input.pipelineUuid, scope: { kind: 'all' as const }, variables }
  const cause = { origin: { kind: 'sweep' as const, name }, reserved: {}, onStored: () => {} }
  const started = await deps.runs.startFor(start, cause)
  if (!started.ok) return started
  const { runId } = started.value
  active.set(runId, index)
  const ended = await deps.runs.waitFor(project.id, runId)
  active.delete(runId)
  if (!ended.ok) return ended
  await deps.tracking.flush()
  await groups.adopt(project, groupId, runId)
  const measured = await groups.measured(project, runId, input.metric)
  // One that ended before anybody looked is still what the others are compared with.
  if (measured !== null) sweep.halving?.report(index, measured.step, measured.value)
  const { state, reason } = ended.value
  return ok({ runId, variables: input.trials[index] ?? {}, state, reason, value: measured?.value ?? null })
}

/** Runs trials one after the other until none is left, or one cannot even start. */
const work = async (sweep: Sweep, shared: { next: number; trials: SweepTrial[]; failure: Result<never> | null }) => {
  const { input } = sweep
  while (shared.next < input.trials.length && !input.signal.aborted && shared.failure === null) {
    const index = shared.next
    shared.next += 1
    const trial = await runTrial(sweep, index)
    if (!trial.ok) shared.failure = trial
    else {
      shared.trials.push(trial.value)
      input.onTrial(trial.value)
    }
  }
}

const runAll = async (sweep: Sweep): Promise<Result<readonly SweepTrial[]>> => {
  const { context, deps, project, input, active } = sweep
  const shared = { next: 0, trials: [] as SweepTrial[], failure: null as Result<never> | null }
  let turn = Promise.resolve()
  const undo = context.events.on('tracking.changed', ({ projectId }) => {
    if (projectId === project.id) turn = turn.then(() => prune(sweep))
  })
  const stop = () => {
    for (const runId of active.keys())
      deps.runs.interrupt(project.id, runId, new RunInterruption('cancelled', 'The sweep was stopped.'))
  }
  input.signal.addEventListener('abort', stop)
  const workers = Math.max(1, Math.min(input.parallel, input.trials.length))
  await Promise.all(Array.from({ length: workers }, () => work(sweep, shared)))
  input.signal.removeEventListener('abort', stop)
  undo()
  await turn
  return shared.failure ?? ok(shared.trials)
}

const endGroup = async ({ project, input, groups, groupId }: Sweep, best: SweepTrial | null, isWhole: boolean) => {
  const isCut = input.signal.aborted
  await groups.end(project, groupId, {
    status: isWhole && !isCut ? 'FINISHED' : isCut ? 'KILLED' : 'FAILED',
    tags: best === null ? {} : { best_run: `Run ${best.runId}` },
    metric: best === null || best.value === null ? null : { name: input.metric, value: best.value },
  })
}

/** A sweep that is about to begin, with its tracked run. */
const beginSweep = async (context: EngineContext, deps: Dependencies, input: SweepInput): Promise<Result<Sweep>> => {
  const project = deps.findProject(input.projectId)
  if (!project.ok) return project
  if (input.trials.length === 0) return fail('invalid-input', 'A sweep needs at least one combination of variables.')
  const { groups } = deps.tracking
  const name = `Sweep ${new Date().toISOString().slice(0, 19).replace('T', ' ')}`
  const params = { metric: input.metric, goal: input.isHighest ? 'highest' : 'lowest', runs: input.trials.length }
  const groupId = await groups.begin(project.value, { pipelineUuid: input.pipelineUuid, name, params })
  if (!groupId.ok) return groupId
  const halving = input.halving === null ? null : createHalving({ ...input.halving, isHighest: input.isHighest })
  const active = new Map<number, number>()
  return ok({ context, deps, project: project.value, input, groups, name, groupId: groupId.value, halving, active })
}

/** Runs of one pipeline over values of its variables, each an ordinary run, compared by a metric. */
export const createSweeps = (context: EngineContext, deps: Dependencies): Sweeps => ({
  run: async (input) => {
    const sweep = await beginSweep(context, deps, input)
    if (!sweep.ok) return sweep
    const trials = await runAll(sweep.value)
    const best = trials.ok ? bestOf(trials.value, input.isHighest) : null
    await endGroup(sweep.value, best, trials.ok)
    const { name, groupId } = sweep.value
    return trials.ok ? ok({ name, trackedRunId: groupId, trials: trials.value, best }) : trials
  },
})
