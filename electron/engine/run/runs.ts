import type { Runs } from '#engine/engine.ts'
import type { EngineContext } from '#engine/engine-context.ts'
import type { OpeningProject, OpenProject } from '#engine/project/open-project.ts'
import type { RequestInput, RequestOutput } from '#shared/contract/requests.ts'
import { fail, ok, type Result } from '#shared/result.ts'
import { isFinalRunState } from '#shared/run/apply-run-event.ts'
import { createActiveRuns } from './active-runs.ts'
import { explainResume } from './explain-resume.ts'
import { explainRun } from './explain-run.ts'
import type { Gates } from './limits/limited-places.ts'
import { createPlaces, processors } from './places.ts'
import { blockCode, modulesToPreload } from './preload.ts'
import { ownIdentity } from './process-identity.ts'
import { createProcessPool } from './process-pool.ts'
import { recoverRuns } from './recover.ts'
import { resumeRun } from './resume-run.ts'
import type { RunCause, RunInterruption } from './run-cause.ts'
import { createRunQueries, findRun } from './run-queries.ts'
import type { RunsDependencies } from './runs-dependencies.ts'
import { startRun } from './start-run.ts'

/** Runs of one engine, with what the composition root calls when projects open and close. */
export type RunsCapability = Runs &
  AsyncDisposable & {
    /**
     * When a project is opened: runs of a host that is gone become `crashed`, their left-over processes are ended, and from now on
     * writes of other hosts are noticed. Starts nothing of the project. True where a run changed.
     */
    recover(project: OpenProject): Promise<boolean>
    /** Whether a run of that pipeline is going on in this host. */
    isActive(projectId: string, pipelineUuid: string): boolean
    /** When a project is about to be opened: where it is trusted and the user wants it, its supervisor starts while its files are read. */
    expect(project: OpeningProject): Promise<void>
    /** Starts the supervisor ahead of the first run, where the project is trusted and the user wants it. */
    warmUp(project: OpenProject): Promise<void>
    /** Starts a run that no person started. */
    startFor(input: RequestInput<'run.start'>, cause: RunCause): ReturnType<Runs['start']>
    /** Ends a run of this host before its time, for a reason of the engine's; false where it is not one. */
    interrupt(projectId: string, runId: number, interruption: RunInterruption): boolean
    /** When a project is closed: its runs are cancelled, its supervisor ends. The history is closed by its owner, after this. */
    closeProject(projectId: string): Promise<void>
  }

type Parts = {
  readonly context: EngineContext
  readonly deps: RunsDependencies
  readonly active: ReturnType<typeof createActiveRuns>
  readonly pool: ReturnType<typeof createProcessPool>
}

const cancel =
  ({ deps, active }: Parts): Runs['cancel'] =>
  async (input) => {
    const run = active.get(input.projectId, input.runId)
    if (run !== null) {
      run.abort.abort()
      return ok(null)
    }
    const found = await findRun({ deps, active }, input)
    if (!found.ok) return found
    if (isFinalRunState(found.value.run.state)) return ok(null)
    const host = found.value.history?.runs.host(input.runId)
    return fail(
      'unsupported',
      `Run ${input.runId} belongs to another Pipewright (process ${host?.pid ?? 'unknown'}). Cancel it there.`,
    )
  }

const waitFor =
  ({ deps, active }: Parts): Runs['waitFor'] =>
  async (projectId, runId): Promise<Result<RequestOutput<'run.get'>>> => {
    const run = active.get(projectId, runId)
    if (run === null) {
      const found = await findRun({ deps, active }, { projectId, runId })
      return found.ok ? ok(found.value.run) : found
    }
    await run.done
    return ok(run.record.run())
  }

const recover =
  ({ context, deps, active }: Parts): RunsCapability['recover'] =>
  async (project) => {
    const history = await deps.histories.existing(project)
    if (!history.ok) {
      context.logger.warn('the run history cannot be read', { project: project.path, error: history.error.message })
      return false
    }
    if (history.value === null) return false
    const isActive = (runId: number) => active.get(project.id, runId) !== null
    try {
      return (await recoverRuns(context, { project, history: history.value, isActive })) > 0
    } catch (error) {
      // A project must open even where its past cannot be set right (a full disk); the next opening tries again.
      context.logger.error('runs of an earlier host could not be set right', {
        project: project.path,
        error: String(error),
      })
      return true
    }
  }

const expectRuns =
  ({ deps, pool }: Parts): RunsCapability['expect'] =>
  async (project) => {
    if (!project.isTrusted() || !deps.settings().warmInterpreter) return
    const interpreter = await deps.likelyInterpreter?.(project)
    if (typeof interpreter === 'string') await pool.of(project.id, interpreter)
  }

const warmUp =
  ({ deps, pool }: Parts): RunsCapability['warmUp'] =>
  async (project) => {
    if (!project.isTrusted() || !deps.settings().warmInterpreter) return
    const interpreter = await deps.interpreterFor(project)
    if (!interpreter.ok) return
    await pool.of(project.id, interpreter.value.path)
    await pool.preload(project.id, interpreter.value.path, modulesToPreload(await blockCode(project.path)))
  }

/** Makes the runs of an engine. */
export const createRuns = (context: EngineContext, deps: RunsDependencies): RunsCapability => {
  const host = deps.host ?? ownIdentity()
  const active = createActiveRuns()
  const places = createPlaces(() => deps.settings().maxParallelBlocks ?? processors())
  const gates: Gates = new Map()
  const pool = deps.pool ?? createProcessPool(context, host)
  const parts: Parts = { context, deps, active, pool }
  // Packages were installed or another interpreter was chosen: what is loaded in the supervisor is old.
  const stopListening = context.events.on('environment.changed', ({ projectId }) => pool.renew(projectId))

  const cancelAll = async (projectId: string | null) => {
    const runs = active.of(projectId)
    for (const run of runs) run.abort.abort()
    await Promise.all(runs.map((run) => run.done))
  }

  return {
    ...createRunQueries({ deps, active }),
    start: (input) => startRun({ context, deps, active, places, gates, pool, host }, input),
    explain: (input) => explainRun({ context, deps }, input),
    explainResume: (input) => explainResume({ deps, active }, input),
    resume: (input) => resumeRun({ context, deps, active, places, gates, pool, host }, input),
    startFor: (input, cause) => startRun({ context, deps, active, places, gates, pool, host }, input, cause),
    interrupt: (projectId, runId, interruption) => {
      const run = active.get(projectId, runId)
      run?.abort.abort(interruption)
      return run !== null
    },
    cancel: cancel(parts),
    isActive: (projectId, pipelineUuid) =>
      active.of(projectId).some((run) => run.record.run().pipelineUuid === pipelineUuid),
    activeCount: (projectId) => active.of(projectId).length,
    cancelAll,
    waitFor: waitFor(parts),
    recover: recover(parts),
    expect: expectRuns(parts),
    warmUp: warmUp(parts),
    closeProject: async (projectId) => {
      await cancelAll(projectId)
      await pool.close(projectId)
    },
    [Symbol.asyncDispose]: async () => {
      stopListening()
      await cancelAll(null)
      await pool.dispose()
    },
  }
}
