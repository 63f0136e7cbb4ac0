import type { BlockOutcome } from '../block-outcome.ts'
import type { BlockResult } from '../block-result.ts'
import { blockRunDirectory } from '../block-run-directory.ts'
import type { BlockEnd } from '../run-block.ts'
import type { Unit } from '../run-progress.ts'
import { type DecidePlace, type Decision, decide } from './decide.ts'
import { inputDigests } from './input-digests.ts'
import { takeOver } from './take-over.ts'

/** Gives the end of a block run that need not run, or null where it has to. */
export type Reuse = (unit: Unit) => Promise<BlockEnd | null>

/** A plain run: every block runs. */
export const reuseNothing: Reuse = () => Promise.resolve(null)

const outcomeOf = (result: BlockResult, reason: string, runId: number): BlockOutcome => ({
  state: 'reused',
  reason,
  outputs: result.outputs,
  artifacts: result.artifacts,
  tests: result.tests,
  error: null,
  peakMemoryBytes: result.peakMemoryBytes ?? null,
  reused: {
    runId,
    metrics: result.metrics.flatMap(({ value, ...metric }) => (value === null ? [] : [{ ...metric, value }])),
  },
})

export type ReusePlace = { readonly stateDirectory: string; readonly runId: number }

/** Puts what was found into the run: a folder of its own there, so that deleting the other run takes nothing from it. Null where it went away meanwhile. */
export const takeReused = async (
  { stateDirectory, runId }: ReusePlace,
  unit: Unit,
  found: Extract<Decision, { kind: 'reused' }>,
): Promise<BlockEnd | null> => {
  const directory = blockRunDirectory(stateDirectory, { runId, blockUuid: unit.key, attempt: 1 })
  if (!(await takeOver(found.directory, directory, found.reason))) return null
  const outcome = outcomeOf(found.result, found.reason, found.runId)
  return { outcome, directory, items: found.result.children ?? null }
}

/** Reuses each block run that is made of exactly the same as one that finished before. */
export const reuseUnchanged =
  (place: DecidePlace, runId: number): Reuse =>
  async (unit) => {
    const decision = await decide(place, unit, await inputDigests(unit.arguments))
    return decision.kind === 'reused' ? takeReused({ ...place, runId }, unit, decision) : null
  }
