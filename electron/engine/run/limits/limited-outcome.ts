import type { BlockError } from '#shared/model/run.ts'
import { type BlockOutcome, bareOutcome } from '../block-outcome.ts'
import { type Breach, breachError, breachReason } from './breach.ts'
import { readStack } from './stack.ts'

/** For the log: what it was ended for, and where it was. */
export const limitLines = ({ message, traceback }: BlockError): string => `${message}\n${traceback}`

export type LimitedPlace = { readonly directory: string; readonly projectPath: string }

/** What a block run came to that went over a limit before it had a result. */
export const limitedOutcome = async (
  place: LimitedPlace,
  breach: Breach,
  before: BlockOutcome,
): Promise<BlockOutcome> => {
  const { text, frames } = await readStack(place.directory, place.projectPath)
  return {
    ...bareOutcome('failed', breachReason(breach, frames)),
    artifacts: before.artifacts,
    error: breachError(breach, text, frames),
    peakMemoryBytes: before.peakMemoryBytes,
  }
}
