import type { BlockRole, BlockType } from '../model/block.ts'
import { type AppError, fail } from '../result.ts'
import { cycleText, cycleThrough } from './walk.ts'

/** What the rules of linking need to know of a block. */
export type LinkableBlock = { readonly uuid: string; readonly type: BlockType; readonly upstream: readonly string[] }

/** Types that never give an output to another block, with the words that say so. */
const givesNothing: Partial<Record<BlockType, string>> = {
  markdown: 'A note has no output',
  scratchpad: 'A scratchpad never runs with the pipeline, so it has no output',
  chart: 'A chart only shows data, so it has no output',
  callback: 'A callback runs after its block and has no output',
  conditional: 'A conditional only decides whether its block runs and has no output',
  extension: 'An extension checks its blocks and has no output',
}

const error = (code: 'invalid-input' | 'not-found' | 'cycle', message: string, details?: Record<string, unknown>) => {
  const result = fail(code, message, details)
  return result.ok ? null : result.error
}

/** Why `to` may not wait for `from`; null where it may. The canvas asks while a link is dragged, the engine before it writes. */
export const linkProblem = (blocks: readonly LinkableBlock[], from: string, to: string): AppError | null => {
  const source = blocks.find((block) => block.uuid === from)
  const target = blocks.find((block) => block.uuid === to)
  const missing = source === undefined ? from : target === undefined ? to : null
  if (source === undefined || target === undefined)
    return error('not-found', `There is no block "${missing}" in this pipeline. It may have been removed meanwhile.`)
  if (from === to) return error('cycle', `"${from}" cannot wait for itself.`, { cycle: [from, from] })
  const words = givesNothing[source.type]
  if (words !== undefined) return error('invalid-input', `${words}: "${to}" cannot wait for "${from}".`)
  const cycle = cycleThrough(blocks, from, to)
  if (cycle === null) return null
  const message = `This link would close a circle: ${cycleText(cycle)}. Remove another of these links first.`
  return error('cycle', message, { cycle })
}

/** Which list of the pipeline file takes a new block of a type. */
export const roleOfType = (type: BlockType): BlockRole => {
  if (type === 'callback' || type === 'conditional') return type
  return type === 'chart' ? 'widget' : 'block'
}

/** Upstream of what waited for a removed block: its own upstream takes its place, in argument order, without repeats. */
export const bridgedUpstream = (
  upstream: readonly string[],
  removed: { readonly uuid: string; readonly upstream: readonly string[] },
): string[] => [
  ...new Set(
    upstream.flatMap((uuid) => (uuid === removed.uuid ? removed.upstream.filter((id) => id !== uuid) : [uuid])),
  ),
]
