import type { Block } from '#shared/model/block.ts'
import type { Pipeline } from '#shared/model/pipeline.ts'
import { moveBuffers } from '../state/editor-store.ts'

type Blocks = readonly Block[]

/** Files that an edit of the graph moved: a block stands at the same place of the list, with another id and another file. */
export const movedFiles = (before: Blocks, after: Blocks): { readonly from: string; readonly to: string }[] => {
  const files = (blocks: Blocks) => new Set(blocks.map(({ file }) => file))
  const [old, fresh] = [files(before), files(after)]
  return before.flatMap((block, index) => {
    const now = after[index]
    if (now === undefined || now.uuid === block.uuid || block.file === null || now.file === null) return []
    const isMoved = now.type === block.type && !fresh.has(block.file) && !old.has(now.file)
    return isMoved ? [{ from: block.file, to: now.file }] : []
  })
}

/** Open tabs follow the files of renamed blocks. */
export const followMovedBlocks = (before: Pipeline | undefined, after: Pipeline): void => {
  if (before === undefined || before.blocks.length !== after.blocks.length) return
  for (const { from, to } of movedFiles(before.blocks, after.blocks)) moveBuffers(from, to)
}
