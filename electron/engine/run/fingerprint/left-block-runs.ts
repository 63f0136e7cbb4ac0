import type { BlockRun } from '#shared/model/run.ts'
import { bareOutcome } from '../block-outcome.ts'
import { blockRunDirectory } from '../block-run-directory.ts'
import type { BlockEnd } from '../run-block.ts'
import type { Unit } from '../run-progress.ts'
import type { ReusePlace } from './reuse.ts'
import { takeOver } from './take-over.ts'

/** What a block run comes to that is not run again, though it had not finished: a failure stays one, what did not come to its turn is cancelled. */
const leftState = ({ state }: BlockRun): 'failed' | 'crashed' | 'condition-failed' | 'cancelled' =>
  state === 'failed' || state === 'crashed' || state === 'condition-failed' ? state : 'cancelled'

const verbs = {
  failed: 'failed',
  crashed: 'crashed',
  'condition-failed': 'was left out by its condition',
  cancelled: 'did not run',
} as const

/** Why a block run stays as it was, as a whole sentence. */
export const leftReason = (left: BlockRun, runId: number): string =>
  `Left as it was: it ${verbs[leftState(left)]} in run ${runId}${left.error === null ? '' : ` (${left.error.type})`} and was not chosen to run again.`

/** Puts what an earlier run knew of a failed block run into this one, its error and its kept frames with it. */
export const leaveAsItWas = async (
  place: ReusePlace,
  unit: Unit,
  { runId, left }: { readonly runId: number; readonly left: BlockRun },
): Promise<BlockEnd> => {
  const reason = leftReason(left, runId)
  const outcome = { ...bareOutcome(leftState(left), reason), error: left.error, tests: left.tests }
  const nothing = { outcome, directory: null, items: null }
  if (left.attempt === 0 || left.blockUuid !== unit.key) return nothing
  const from = blockRunDirectory(place.stateDirectory, { runId, blockUuid: unit.key, attempt: left.attempt })
  const directory = blockRunDirectory(place.stateDirectory, { runId: place.runId, blockUuid: unit.key, attempt: 1 })
  if (!(await takeOver(from, directory, reason))) return nothing
  return { outcome: { ...outcome, reused: { runId, metrics: left.metrics } }, directory, items: null }
}

/** Why nothing of a block that feeds what is to run again can be made anew on the way, as whole sentences. */
export const notTakenOverReason = (blockUuid: string, runId: number): string =>
  `What run ${runId} stored of "${blockUuid}" is gone, was damaged since, or its upstream blocks are others now. Made anew it might give something else, so run from "${blockUuid}" instead.`

/** The end of such a block. */
export const notTakenOver = ({ block }: Unit, runId: number): BlockEnd => ({
  outcome: bareOutcome('failed', notTakenOverReason(block.uuid, runId)),
  directory: null,
  items: null,
})
