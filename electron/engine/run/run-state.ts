import type { BlockRun, Run, RunState } from '#shared/model/run.ts'
import type { RunEvent } from '#shared/model/run-event.ts'
import { isFinalBlockRunState } from '#shared/run/apply-run-event.ts'
import { failuresOf } from '#shared/run/left.ts'
import { bareOutcome } from './block-outcome.ts'
import { RunInterruption } from './run-cause.ts'

const named = (blockRuns: readonly BlockRun[]): string => blockRuns.map(({ blockUuid }) => `"${blockUuid}"`).join(', ')

const failedReason = (failed: readonly BlockRun[]): string => {
  const [only, ...others] = failed
  if (only === undefined) return 'A block failed.'
  return others.length === 0
    ? `"${only.blockUuid}" failed: ${only.reason ?? 'no reason given'}`
    : `${failed.length} blocks failed: ${named(failed)}.`
}

/** What ran again has completed, but what was not chosen to run again is as it was: the run failed by that alone. */
const leftReason = (run: Run): string | null => {
  const { own, left } = failuresOf(run)
  if (own.length > 0 || left.length === 0) return null
  const failures = left.length === 1 ? '1 failure' : `${left.length} failures`
  return `What was chosen to run again has completed; ${failures} of run ${run.resumedFrom} ${left.length === 1 ? 'is' : 'are'} left.`
}

/** What a run came to once each of its blocks has: cancelled before failed before completed. A condition that was not met is no failure. */
export const endOfRun = (
  run: Run,
  signal: AbortSignal,
): { readonly state: RunState; readonly reason: string | null } => {
  const cancelled = run.blockRuns.some(({ state }) => state === 'cancelled')
  const { aborted, reason } = signal
  if (cancelled && reason instanceof RunInterruption) return { state: reason.state, reason: reason.message }
  if (cancelled && !aborted)
    return {
      state: 'cancelled',
      reason: 'What had not run before was not chosen to run again. Go on from this run to run it.',
    }
  if (cancelled) return { state: 'cancelled', reason: 'Cancelled; no process of it is left.' }
  const blocks = run.blockRuns.filter(({ parentBlockUuid }) => parentBlockUuid === undefined)
  const failed = blocks.filter(({ state }) => state === 'failed' || state === 'crashed')
  if (failed.length > 0) return { state: 'failed', reason: leftReason(run) ?? failedReason(failed) }
  return { state: 'completed', reason: null }
}

/** Ends a run that a defect of ours stopped, and first each of its blocks that has not ended: no process of them is left. */
export const eventsAfterDefect = (run: Run, reason: string): RunEvent[] => {
  const time = Date.now()
  const unended = run.blockRuns.filter(({ state }) => !isFinalBlockRunState(state))
  const ended = unended.map(({ blockUuid, state }): RunEvent => {
    const outcome = bareOutcome(state === 'queued' ? 'cancelled' : 'crashed', 'The run could not go on.')
    return { kind: 'block-ended', time, blockUuid, ...outcome }
  })
  return [...ended, { kind: 'run-ended', time, state: 'crashed', reason }]
}
