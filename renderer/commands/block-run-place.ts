import type { BlockRun } from '#shared/model/run.ts'
import { isFinalBlockRunState } from '#shared/run/apply-run-event.ts'
import { useRunStore } from '../state/run-store.ts'
import { useUiStore } from '../state/ui-store.ts'

/** An attempt of a block within a run. */
export type AttemptPlace = { readonly runId: number; readonly blockUuid: string; readonly attempt: number | null }

/** A block run that has ended and left its inputs: one a prompt or the debugger can start from. */
export const canOpen = ({ attempt, state, language }: BlockRun): boolean =>
  attempt > 0 && isFinalBlockRunState(state) && state !== 'reused' && language === 'python'

/** The selected block in the newest run of the shown pipeline, where it can be opened; of its children the one that failed. */
export const selectedAttempt = (): (AttemptPlace & { readonly blockRun: BlockRun }) | null => {
  const { pipelineUuid, selection } = useUiStore.getState()
  const { latest, runs } = useRunStore.getState()
  const run = runs[latest[pipelineUuid ?? ''] ?? -1]
  const selected = selection.at(-1)
  if (run === undefined || selected === undefined) return null
  const fits = run.blockRuns.filter(
    (blockRun) => (blockRun.blockUuid === selected || blockRun.parentBlockUuid === selected) && canOpen(blockRun),
  )
  const blockRun = fits.find(({ state }) => state === 'failed') ?? fits[0]
  if (blockRun === undefined) return null
  return { runId: run.id, blockUuid: blockRun.blockUuid, attempt: blockRun.attempt, blockRun }
}
