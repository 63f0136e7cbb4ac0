import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { FinishedBlockRun } from '#engine/history/block-runs-repository.ts'
import type { History } from '#engine/history/history.ts'
import type { Block } from '#shared/model/block.ts'
import type { BlockResult } from '../block-result.ts'
import { blockRunDirectory } from '../block-run-directory.ts'
import {
  differences,
  type Fingerprint,
  fingerprintFileName,
  fingerprintKey,
  fingerprintSchema,
  type InputDigest,
  type StaticFingerprint,
  staticKey,
} from './fingerprint.ts'
import { alwaysRuns } from './reuse-rules.ts'
import type { StaticParts } from './static-parts.ts'
import { readWholeResult } from './stored-outputs.ts'

export type DecidePlace = {
  readonly history: History
  readonly pipelineUuid: string
  readonly stateDirectory: string
  readonly parts: StaticParts
}

/** What becomes of a block in a run of what changed. `reason` is a whole sentence. */
export type Decision =
  | { readonly kind: 'runs'; readonly reason: string }
  /** It cannot be said yet: it is reused if these upstream blocks give what they gave before. */
  | { readonly kind: 'depends'; readonly reason: string }
  | {
      readonly kind: 'reused'
      readonly reason: string
      readonly runId: number
      readonly directory: string
      readonly result: BlockResult
    }

export const runs = (why: string): Decision => ({ kind: 'runs', reason: `Will run because ${why}.` })

/** A block run: `key` is the block's id, or `<id>:<i>` for a child. */
export type Subject = { readonly key: string; readonly block: Block }

const directoryOf = (place: DecidePlace, key: string, finished: FinishedBlockRun): string =>
  blockRunDirectory(place.stateDirectory, { ...finished, blockUuid: key })

const readFingerprint = async (directory: string): Promise<Fingerprint | null> => {
  try {
    return fingerprintSchema.parse(JSON.parse(await readFile(join(directory, fingerprintFileName), 'utf8')))
  } catch {
    return null
  }
}

const listed = (words: readonly string[]): string => {
  const shown = words.length > 3 ? [...words.slice(0, 3), `${words.length - 3} more`] : words
  return shown.length < 2 ? (shown[0] ?? '') : `${shown.slice(0, -1).join(', ')} and ${shown.at(-1)}`
}

/** Compares with the newest finished run of the block: the one a person remembers. */
const whyItRuns = async (
  place: DecidePlace,
  key: string,
  now: { readonly parts: StaticFingerprint; readonly inputs: readonly InputDigest[] },
): Promise<string> => {
  const finished = place.history.blockRuns.newestCompleted(place.pipelineUuid, key)
  if (finished === null) return 'it has not completed in any run yet'
  const before = await readFingerprint(directoryOf(place, key, finished))
  if (before === null) return `run ${finished.runId} kept no fingerprint of it`
  const words = differences(before, now.parts, now.inputs)
  return words.length === 0
    ? `nothing that run ${finished.runId} kept fits`
    : `${listed(words)} since run ${finished.runId}`
}

const same = 'its code, imported files, variables, inputs and environment are the same'

const unknownInputs = (inputs: readonly InputDigest[]): string[] =>
  inputs.filter(({ digest }) => digest === null).map(({ block }) => `"${block}"`)

/** Tries the finished runs that were made of exactly this, newest first; gives the first whole one, or why none can be taken. */
const findWhole = async (
  place: DecidePlace,
  key: string,
  candidates: readonly FinishedBlockRun[],
): Promise<Decision> => {
  let why = ''
  for (const candidate of candidates) {
    const directory = directoryOf(place, key, candidate)
    const found = await readWholeResult(directory, candidate.runId)
    const { runId } = candidate
    if (found.kind === 'whole')
      return {
        kind: 'reused',
        reason: `Reused from run ${runId} because ${same}.`,
        runId,
        directory,
        result: found.result,
      }
    why ||= found.why
  }
  return runs(why)
}

/** Decides whether a block has to run, by all that its outputs depend on. */
export const decide = async (
  place: DecidePlace,
  { key, block }: Subject,
  inputs: readonly InputDigest[],
): Promise<Decision> => {
  const rule = alwaysRuns(block)
  if (rule !== null) return runs(rule)
  const parts = await place.parts(block)
  if (parts === null) return runs('its code cannot be read')
  const { blockRuns } = place.history
  const unknown = unknownInputs(inputs)
  if (unknown.length === 0) {
    const candidates = blockRuns.withFingerprint(place.pipelineUuid, key, fingerprintKey(parts, inputs))
    if (candidates.length > 0) return findWhole(place, key, candidates)
  } else if (blockRuns.withFingerprint(place.pipelineUuid, key, staticKey(parts)).length > 0) {
    const reason = `Reused if ${listed(unknown)} ${unknown.length === 1 ? 'gives' : 'give'} the same output as before; else it runs.`
    return { kind: 'depends', reason }
  }
  return runs(await whyItRuns(place, key, { parts, inputs }))
}
