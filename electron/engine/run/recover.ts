import { readdir } from 'node:fs/promises'
import { dirname } from 'node:path'
import type { EngineContext } from '#engine/engine-context.ts'
import type { History } from '#engine/history/history.ts'
import type { OpenProject } from '#engine/project/open-project.ts'
import type { BlockRun, Run } from '#shared/model/run.ts'
import type { RunEvent } from '#shared/model/run-event.ts'
import { isFinalBlockRunState } from '#shared/run/apply-run-event.ts'
import { type BlockOutcome, bareOutcome, outcomeOf } from './block-outcome.ts'
import { readBlockResult } from './block-result.ts'
import { type Attempt, blockRunDirectory } from './block-run-directory.ts'
import { isHostAlive } from './process-identity.ts'
import { endMarkedProcesses } from './process-marks.ts'
import { continueRunRecord } from './run-record.ts'

export type RecoverPlace = {
  readonly project: OpenProject
  readonly history: History
  /** Runs of this very host. */
  isActive(runId: number): boolean
}

/** Milliseconds after which a project that was opened is shown, and a run that was started runs. */
const restMs = 500

const hostGone = 'Pipewright ended while this block ran. Run it again; what had completed is kept.'

/** The last attempt that has a folder; 0 where there is none. The history may be a moment behind: a host stores what happened in batches. */
const newestAttempt = async (project: OpenProject, runId: number, blockUuid: string): Promise<number> => {
  const folder = dirname(blockRunDirectory(project.stateDirectory, { runId, blockUuid, attempt: 1 }))
  const names = await readdir(folder).catch(() => [])
  return Math.max(0, ...names.map(Number).filter(Number.isInteger))
}

/** A block whose result is on disk had done its work before the host died; any other has crashed. */
const outcomeAfterCrash = async (project: OpenProject, attempt: Attempt): Promise<BlockOutcome> => {
  if (attempt.attempt === 0) return bareOutcome('cancelled', 'Pipewright ended before this block started.')
  const read = await readBlockResult(blockRunDirectory(project.stateDirectory, attempt))
  if (read.result === null) return bareOutcome('crashed', hostGone)
  const end = { code: null, signal: null, peakMemoryBytes: null, leftovers: 0, breach: null, lost: null }
  return outcomeOf({ end, interruption: null, read })
}

const blockEventsAfterCrash = async (project: OpenProject, run: Run, blockRun: BlockRun): Promise<RunEvent[]> => {
  const { blockUuid, attempt: known } = blockRun
  const time = Date.now()
  const attempt = Math.max(known, await newestAttempt(project, run.id, blockUuid))
  const outcome = await outcomeAfterCrash(project, { runId: run.id, blockUuid, attempt })
  const ended: RunEvent = { kind: 'block-ended', time, blockUuid, ...outcome }
  return attempt === known ? [ended] : [{ kind: 'block-started', time, blockUuid, attempt }, ended]
}

const eventsAfterCrash = async (project: OpenProject, run: Run): Promise<RunEvent[]> => {
  const events: RunEvent[] = []
  for (const blockRun of run.blockRuns)
    if (!isFinalBlockRunState(blockRun.state)) events.push(...(await blockEventsAfterCrash(project, run, blockRun)))
  const reason = 'Pipewright ended while this run was going on. Finished blocks are kept.'
  return [...events, { kind: 'run-ended', time: Date.now(), state: 'crashed', reason }]
}

/** `41/load/1` belongs to run 41; the mark of a supervisor, a terminal or a debugger to the host named in it. */
const isOrphan =
  ({ history, isActive }: RecoverPlace) =>
  async (mark: string): Promise<boolean> => {
    const ofHost = /^(?:supervisor|session)\/(\d+)\/([^/]+)/.exec(mark)
    if (ofHost !== null) return !(await isHostAlive({ pid: Number(ofHost[1]), started: ofHost[2] ?? '' }))
    const runId = Number.parseInt(mark, 10)
    if (isActive(runId)) return false
    const host = history.runs.host(runId)
    return host === null || !(await isHostAlive(host))
  }

const endLeftOvers = async (context: EngineContext, place: RecoverPlace): Promise<void> => {
  const { project } = place
  const ended = await endMarkedProcesses(project.id, isOrphan(place))
  if (ended > 0) context.logger.warn('processes of a host that is gone were ended', { project: project.path, ended })
}

/** Looking at all processes of the machine takes its time, in which whoever opens a project has better to do. */
const endLeftOversLater = (context: EngineContext, place: RecoverPlace): void => {
  const look = () =>
    endLeftOvers(context, place).catch((error: unknown) =>
      context.logger.warn('processes of a host that is gone could not be looked for', { error: String(error) }),
    )
  setTimeout(() => void look(), restMs).unref()
}

/**
 * Sets right what a host left behind that was killed: ends its processes, then says of its runs that they crashed. Runs of a host that
 * lives are not touched. Where no run was left, what else may be (terminals, debuggers) is ended a moment later.
 */
export const recoverRuns = async (context: EngineContext, place: RecoverPlace): Promise<number> => {
  const { project, history } = place
  const dead: number[] = []
  for (const { id, host } of history.runs.unfinished()) {
    if (!place.isActive(id) && !(await isHostAlive(host))) dead.push(id)
  }
  if (dead.length === 0) {
    endLeftOversLater(context, place)
    return 0
  }
  // First the processes: a run may not be called crashed while one of them lives.
  await endLeftOvers(context, place)
  for (const runId of dead) {
    const run = history.run(runId)
    if (run === null) continue
    const record = continueRunRecord({ ...context, projectId: project.id, history }, run)
    record.record(...(await eventsAfterCrash(project, run)))
  }
  return dead.length
}
