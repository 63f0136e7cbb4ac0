import { linkProblem } from '#shared/graph/edit-rules.ts'
import type { Block } from '#shared/model/block.ts'
import { isNote } from './block-kinds.ts'

/** The link an arrow drawn on the canvas means in the pipeline file: a conditional names what it guards as its own upstream. */
export const storedLink = (blocks: readonly Block[], from: string, to: string): { from: string; to: string } => {
  const guard = blocks.find((block) => block.uuid === from)
  return guard?.role === 'conditional' ? { from: to, to: from } : { from, to }
}

/**
 * Says why `from` cannot feed `to`, by the rule the engine goes by and two that spare the user a useless link.
 * @returns a sentence for the user, or null where the connection is fine
 */
export const refuseConnection = (blocks: readonly Block[], from: string, to: string): string | null => {
  const link = storedLink(blocks, from, to)
  const target = blocks.find((block) => block.uuid === link.to)
  if (target?.upstream.includes(link.from) === true && from !== to) return `"${from}" is already connected to "${to}".`
  if (target !== undefined && isNote(target.type))
    return `"${target.uuid}" takes no part in runs, so it waits for nothing.`
  return linkProblem(blocks, link.from, link.to)?.message ?? null
}

/** Blocks that `from` could feed, in file order. */
export const possibleTargets = (blocks: readonly Block[], from: string): Block[] =>
  blocks.filter((block) => block.role !== 'widget' && refuseConnection(blocks, from, block.uuid) === null)
