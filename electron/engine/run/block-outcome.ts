import type { BlockRunState } from '#shared/model/run.ts'
import type { RunEvent } from '#shared/model/run-event.ts'
import type { BlockProcessEnd } from './block-process.ts'
import type { BlockResult } from './block-result.ts'

/** How a block run ended: the last part of its `block-ended` event. */
export type BlockOutcome = Omit<Extract<RunEvent, { kind: 'block-ended' }>, 'kind' | 'time' | 'blockUuid'>

/** Why the engine ended a block process before its time. */
export type Interruption =
  | { readonly kind: 'cancelled' }
  | { readonly kind: 'timed-out'; readonly seconds: number }
  | null

/** An outcome without anything produced. */
export const bareOutcome = (state: BlockRunState, reason: string | null): BlockOutcome => ({
  state,
  reason,
  outputs: [],
  artifacts: [],
  tests: [],
  error: null,
  peakMemoryBytes: null,
})

/** Exit code of the runner where it could not write `result.json`; see resources/python/README.md. */
const notStored = 74

const diedReason = (end: BlockProcessEnd): string => {
  if (end.lost !== null) return end.lost
  if (end.signal === 'SIGKILL')
    return 'The process was killed by the system (SIGKILL), most often because memory ran out. Try with less data, or close other programs.'
  if (end.signal === 'SIGSEGV')
    return 'The process crashed in compiled code (segmentation fault). The log may name the library; updating it is the usual cure.'
  if (end.signal !== null) return `The process was ended by ${end.signal} before the block returned.`
  if (end.code === notStored)
    return 'What the block came to could not be stored, most often because the disk is full; its log says more. Free some space, then go on from this run.'
  return `The process ended with exit code ${end.code} before the block returned. Look at the last lines of its log.`
}

/** The first line of a message, for lists; the whole text is in the error. */
const firstLine = (text: string): string => text.split('\n').find((line) => line.trim() !== '') ?? ''

const failureReason = (result: BlockResult): string => {
  if (result.reason !== null) return result.reason
  if (result.error === null) return 'The block failed without saying why.'
  const message = firstLine(result.error.message)
  return message === '' ? result.error.type : `${result.error.type}: ${message}`
}

const interruptedReason = (interruption: NonNullable<Interruption>): BlockOutcome =>
  interruption.kind === 'cancelled'
    ? bareOutcome('cancelled', 'Cancelled.')
    : bareOutcome(
        'failed',
        `It took longer than its timeout of ${interruption.seconds} s and was ended. Raise the timeout in the block's settings, or make it faster.`,
      )

export type AttemptFacts = {
  readonly end: BlockProcessEnd
  readonly interruption: Interruption
  readonly read: { readonly result: BlockResult | null; readonly problem: string | null }
}

/** What an attempt came to. A result that is on disk counts, even where the end was asked for meanwhile. */
export const outcomeOf = ({ end, interruption, read }: AttemptFacts): BlockOutcome => {
  const { result, problem } = read
  const peakMemoryBytes = end.peakMemoryBytes ?? result?.peakMemoryBytes ?? null
  if (result !== null && (interruption === null || result.state === 'completed')) {
    const { state, outputs, artifacts, tests, error } = result
    const reason = state === 'failed' ? failureReason(result) : result.reason
    return { state, reason, outputs, artifacts, tests, error, peakMemoryBytes }
  }
  if (interruption !== null) return { ...interruptedReason(interruption), peakMemoryBytes }
  const reason =
    problem === null
      ? diedReason(end)
      : `The result of the block could not be read: ${firstLine(problem)}. This is a defect of Pipewright or of its runner.`
  return { ...bareOutcome('crashed', reason), peakMemoryBytes }
}
