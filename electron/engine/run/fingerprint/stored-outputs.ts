import { join } from 'node:path'
import { setImmediate } from 'node:timers/promises'
import type { Output } from '#shared/model/output.ts'
import { type BlockResult, readBlockResult } from '../block-result.ts'
import { storedDigest } from './file-digest.ts'
import { dataDigest } from './stable-digest.ts'

/** What a block gave, as one digest; null where an older runner stored it, or it is gone. */
export const outputsDigest = async (directory: string): Promise<string | null> => {
  const { result } = await readBlockResult(directory)
  return result === null ? null : digestOfOutputs(result.outputs)
}

/** What outputs are, as one digest; null where one of them has none. */
export const digestOfOutputs = (outputs: readonly Output[]): string | null => {
  if (outputs.some(({ sha256 }) => typeof sha256 !== 'string')) return null
  return dataDigest(outputs.map(({ name, pythonType, format, sha256 }) => ({ name, pythonType, format, sha256 })))
}

const isWhole = async (directory: string, { path, sha256 }: Output): Promise<boolean> => {
  try {
    return (await storedDigest(join(directory, path))) === sha256
  } catch {
    return false
  }
}

/** A finished block run whose outputs are whole, or why it cannot be taken, in words that continue "because …". */
export type WholeResult =
  | { readonly kind: 'whole'; readonly result: BlockResult }
  | { readonly kind: 'unusable'; readonly why: string }

/** Compares every stored output with the hash that was recorded when it was written. */
export const readWholeResult = async (directory: string, runId: number): Promise<WholeResult> => {
  // Small files are read at once, and there can be thousands of block runs to look at: everything else gets its turn in between.
  await setImmediate()
  const { result } = await readBlockResult(directory)
  if (result === null) return { kind: 'unusable', why: `what run ${runId} stored of it is gone` }
  if (digestOfOutputs(result.outputs) === null)
    return { kind: 'unusable', why: `run ${runId} kept no hashes of its outputs` }
  // Small outputs of a long list share one file: it is read once.
  const byPath = new Map(result.outputs.map((output) => [output.path, output]))
  for (const output of byPath.values())
    if (!(await isWhole(directory, output)))
      return { kind: 'unusable', why: `its ${output.name} of run ${runId} was damaged since` }
  return { kind: 'whole', result }
}
