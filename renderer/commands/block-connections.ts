import { cycleText, cycleThrough } from '#shared/graph/walk.ts'
import type { Block } from '#shared/model/block.ts'
import { isNote } from './block-kinds.ts'

/** The link an arrow drawn on the canvas means in the pipeline file: a conditional names what it guards as its own upstream. */
export const storedLink = (blocks: readonly Block[], from: string, to: string): { from: string; to: string } => {
  const guard = blocks.find((block) => block.uuid === from)
  return guard?.role === 'conditional' ? { from: to, to: from } : { from, to }
}

/**
 * Says why `from` cannot feed `to`.
 * @returns a sentence for the user, or null where the connection is fine
 */
export const refuseConnection = (blocks: readonly Block[], from: string, to: string): string | null => {
  if (from === to) return `${from} cannot wait for itself.`
  const link = storedLink(blocks, from, to)
  const source = blocks.find((block) => block.uuid === link.from)
  const target = blocks.find((block) => block.uuid === link.to)
  if (source === undefined || target === undefined) return 'One of the two blocks is no longer in this pipeline.'
  if (target.upstream.includes(source.uuid)) return `${from} is already connected to ${to}.`
  const plain = [source, target].find((block) => isNote(block.type))
  if (plain !== undefined) return `${plain.uuid} is a ${plain.type} block: it takes no part in runs.`
  if (source.role === 'callback' || source.role === 'conditional') {
    return `${source.uuid} is a ${source.role}: other blocks do not get data from it.`
  }
  const circle = cycleThrough(blocks, source.uuid, target.uuid)
  return circle === null ? null : `That would make a circle: ${cycleText(circle)}.`
}

/** Blocks that `from` could feed, in file order. */
export const possibleTargets = (blocks: readonly Block[], from: string): Block[] =>
  blocks.filter((block) => block.role !== 'widget' && refuseConnection(blocks, from, block.uuid) === null)
