import type { BlockRun, Run, RunState } from '#shared/model/run.ts'
import { RunInterruption } from './run-cause.ts'

const named = (blockRuns: readonly BlockRun[]): string => blockRuns.map(({ blockUuid }) => `"${blockUuid}"`).join(', ')

const failedReason = (failed: readonly BlockRun[]): string => {
  const [only, ...others] = failed
  if (only === undefined) return 'A block failed.'
  return others.length === 0
    ? `"${only.blockUuid}" failed: ${only.reason ?? 'no reason given'}`
    : `${failed.length} blocks failed: ${named(failed)}.`
}

/** What a run came to once each of its blocks has: cancelled before failed before completed. A condition that was not met is no failure. */
export const endOfRun = (
  run: Run,
  signal: AbortSignal,
): { readonly state: RunState; readonly reason: string | null } => {
  const cancelled = run.blockRuns.some(({ state }) => state === 'cancelled')
  const { reason } = signal
  if (cancelled && reason instanceof RunInterruption) return { state: reason.state, reason: reason.message }
  if (cancelled) return { state: 'cancelled', reason: 'Cancelled; no process of it is left.' }
  const blocks = run.blockRuns.filter(({ parentBlockUuid }) => parentBlockUuid === undefined)
  const failed = blocks.filter(({ state }) => state === 'failed' || state === 'crashed')
  if (failed.length > 0) return { state: 'failed', reason: failedReason(failed) }
  return { state: 'completed', reason: null }
}
